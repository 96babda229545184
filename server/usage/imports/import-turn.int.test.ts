import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { restateOrPreview } from "../../workflow/restate-or-preview";
import { job, usageWorld } from "../testing";
import { importFocus } from "./import-focus";
import type { Watch } from "./read-export";

let t: Awaited<ReturnType<typeof usageWorld>>;
let owner: postgres.Sql;
let folder: string;
beforeAll(async () => {
  t = await usageWorld();
  owner = postgres(t.ownerUrl, { max: 2 });
  folder = await mkdtemp(path.join(tmpdir(), "spillway-turn-"));
});
afterAll(async () => {
  await owner.end();
  await t.drop();
  await rm(folder, { recursive: true });
});

const header =
  "BillingAccountId,BillingPeriodStart,BilledCost,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,ResourceId";
const row = (resource: string, quantity = 1) =>
  `acct-1,2026-10-01T00:00:00Z,0.1,Usage,2026-10-12T00:00:00Z,2026-10-12T01:00:00Z,${quantity},Requests,${resource}`;
/** So many rows that the last ones are of another part. */
const many = (name: string) => Array.from({ length: 1500 }, (_, n) => row(`${name}-${n}`));
let files = 0;
async function exportOf(rows: string[], customerId = "cust_acme", cloudId = "cloud-a") {
  const name = `export-${++files}.csv`;
  await writeFile(path.join(folder, name), `${[header, ...rows].join("\n")}\n`);
  return { customerId, cloudId, files: [{ path: path.join(folder, name), name }] };
}
const countedOf = async (resource: string) => {
  const rows = await owner`
    select quantity::text as quantity from usage_records where subject = ${resource} and fate in ('counted', 'late')`;
  return rows.map(({ quantity }) => Number(quantity));
};
const receipt = async (id: string) => (await owner`select * from usage_imports where id = ${id}`)[0];
/** Runs `then` once, when the first part of an import is recorded. */
const afterFirstPart = (then: () => Promise<unknown>) => {
  let done = false;
  return async ({ rows }: { rows: number }) => {
    if (done || rows < 1000) return;
    done = true;
    await then();
  };
};
const busy = { code: "conflict", message: expect.stringContaining("of this customer and cloud is under way") };

test.each(["first", "last"])(
  "of two at once with a use in the %s part, one counts and the other is refused",
  async (where) => {
    const use = `both-${where}`;
    const rows = many(use);
    const ours = await exportOf(where === "first" ? [row(use, 5), ...rows] : [...rows, row(use, 5)]);
    const theirs = await exportOf([row(use, 7)]);
    const watch = afterFirstPart(() => expect(importFocus(job(), theirs)).rejects.toMatchObject(busy));
    expect(await importFocus(job(), ours, { watch })).toMatchObject({ counted: 1501, listed: 0 });
    const later = await importFocus(job(), theirs);
    expect(later).toMatchObject({ rows: 1, counted: 0, listed: 1, reasons: { conflict: 1 } });
    expect(later.totals).toMatchObject({ "quantity.Requests": "7", "quantity.Requests.listed": "7" });
    expect(await countedOf(use)).toEqual([5]);
  },
);

test("of two that begin in one moment one is made, whichever it is", async () => {
  const [five, seven] = [await exportOf([row("moment", 5)]), await exportOf([row("moment", 7)])];
  // Whoever records waits: neither is done before the other has begun.
  const held = await owner.reserve();
  await held`select pg_advisory_lock(usage_lock('cust_acme'))`;
  const both = [five, seven].map((given) => importFocus(job(), given));
  const refused = await Promise.any(
    both.map((one) =>
      one.then(
        () => Promise.reject(one),
        (error: unknown) => error,
      ),
    ),
  );
  expect(refused).toMatchObject(busy);
  await held`select pg_advisory_unlock(usage_lock('cust_acme'))`;
  held.release();
  await Promise.allSettled(both);
  const again = [await importFocus(job(), five), await importFocus(job(), seven)];
  expect(again.map(({ reasons }) => reasons).sort((a, b) => (a.conflict ?? 0) - (b.conflict ?? 0))).toEqual([
    { duplicate: 1 },
    { conflict: 1 },
  ]);
  expect(await countedOf("moment")).toHaveLength(1);
});

test("other customers and clouds import meanwhile; a dry run does too", async () => {
  const theirs = [
    await exportOf([row("apart", 7)], "cust_other"),
    await exportOf([row("apart", 8)], "cust_acme", "cloud-b"),
  ];
  const looked = await exportOf([row("apart", 9)]);
  const watch = afterFirstPart(async () => {
    for (const given of theirs) expect(await importFocus(job(), given)).toMatchObject({ counted: 1 });
    expect(await importFocus(job(), looked, { preview: true })).toMatchObject({ counted: 1 });
  });
  expect(await importFocus(job(), await exportOf([...many("apart"), row("apart", 5)]), { watch })).toMatchObject({
    counted: 1501,
  });
  expect((await countedOf("apart")).sort()).toEqual([5, 7, 8]);
});

test("one whose process ended blocks nobody once its claim has lapsed; where it goes on after all, it counts no more", async () => {
  const importId = "impt_stood_still";
  const stood = await exportOf([...many("still"), row("still", 5)]);
  const next = await exportOf([row("still", 7)]);
  const watch = afterFirstPart(async () => {
    await owner`update usage_imports set claimed_until = claimed_until - interval '1 hour' where id = ${importId}`;
    expect(await importFocus(job(), next)).toMatchObject({ counted: 1, listed: 0 });
  });
  await expect(importFocus(job(), stood, { importId, watch })).rejects.toThrow("another one began");
  expect(await receipt(importId)).toMatchObject({ state: "failed", rows: 1000, counted: 1000, claim: null });
  expect(await countedOf("still")).toEqual([7]);
  const done = await importFocus(job(), stood, { importId });
  expect(done).toMatchObject({ rows: 1501, counted: 1500, listed: 1, reasons: { conflict: 1 } });
  expect(done.totals).toMatchObject({ "quantity.Requests": "1505", "quantity.Requests.listed": "5" });
  expect(await countedOf("still")).toEqual([7]);
});

test("an import and a restatement: who comes second is refused", async () => {
  const stated = (quantity: number) => exportOf([row("restated", quantity)], "cust_other", "cloud-b");
  const [first, plain, restatement] = [await stated(5), await stated(7), { ...(await stated(6)), reason: "corrected" }];
  const restate = (watch?: Watch) => restateOrPreview(job(), { ...restatement, watch }, { preview: false });
  /** Runs `then` whenever rows were read. */
  const meanwhile = (then: () => Promise<unknown>) => async () => void (await then());
  await importFocus(job(), first, { watch: meanwhile(() => expect(restate()).rejects.toMatchObject(busy)) });
  await restate(meanwhile(() => expect(importFocus(job(), plain)).rejects.toMatchObject(busy)));
  expect(await countedOf("restated")).toEqual([6]);
  expect(await importFocus(job(), plain)).toMatchObject({ counted: 0, reasons: { conflict: 1 } });
});
