import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adjustments, charges, usageCorrections, usageImports } from "@/db/schema";
import { type Context, inProvider, jobRequest } from "../../context";
import { changeMeter } from "../../workflow/change-meter";
import { evaluateDirtyStandings } from "../../workflow/evaluate";
import { restateOrPreview } from "../../workflow/restate-or-preview";
import { amendUsage, voidUsage } from "../corrections/correct-usage";
import { setAuthority } from "../corrections/set-authority";
import { listUsageRecords } from "../questions/list-usage-records";
import { usageSeries } from "../questions/series";
import { rebuildUsage } from "../rollups/rebuild-usage";
import { settleUsage } from "../rollups/settle-usage";
import { job, usageWorld } from "../testing";
import { importFocus } from "./import-focus";

let t: Awaited<ReturnType<typeof usageWorld>>;
let folder: string;
beforeAll(async () => {
  t = await usageWorld();
  folder = await mkdtemp(path.join(tmpdir(), "spillway-restate-test-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await t.drop();
});

const header =
  "BillingAccountId,BillingPeriodStart,BilledCost,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ConsumedQuantity,ConsumedUnit,ServiceName,ResourceId,SkuId";
type Row = { resource: string; quantity: number | string; account?: string; month?: string; category?: string };
const lineOf = ({ resource, quantity, account = "acct-1", month = "2026-10", category = "Usage" }: Row) =>
  `${account},${month}-01T00:00:00Z,0.1,${category},${month}-11T00:00:00Z,${month}-11T01:00:00Z,${quantity},Requests,Queue,${resource},sku-1`;
let files = 0;
async function written(rows: readonly Row[]) {
  const name = `export-${++files}.csv`;
  const file = path.join(folder, name);
  await writeFile(file, `${[header, ...rows.map(lineOf)].join("\n")}\n`);
  return [{ path: file, name }];
}
const company = (customerId: string) => {
  const about = { customerId, cloudId: "cloud-a" };
  return {
    import: async (...rows: Row[]) => importFocus(job(), { ...about, files: await written(rows) }),
    restate: async (rows: Row[], preview = false) =>
      restateOrPreview(job(), { ...about, files: await written(rows), reason: "the cloud corrected it" }, { preview }),
    /** What counts of a month. */
    use: (month = "2026-10") =>
      inProvider(job(), async (ctx) => {
        const [from, to] = [new Date(`${month}-01T00:00:00Z`), new Date(`${month}-28T00:00:00Z`)];
        const series = await usageSeries(ctx, {
          ...{ customerId, meter: "requests", from, to, grain: "day", groupBy: "cloud" },
        });
        return series.points.reduce((sum, { total }) => sum + Number(total), 0);
      }),
    records: async () =>
      (
        await inProvider(job(), (ctx) =>
          listUsageRecords(ctx, { customerId, filter: { meter: "requests", limit: 1000 } }),
        )
      ).rows,
  };
};
const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(job(), work);

test("a restatement leaves what did not change, amends what changed, voids what is missing, records what is new", async () => {
  const { import: load, restate, use, records } = company("cust_acme");
  await t.limit({ meter: "requests", limit: "10", period: "month", overRate: "1" });
  await load(
    { resource: "same", quantity: 5 },
    { resource: "changed", quantity: 20 },
    { resource: "gone", quantity: 7 },
  );
  await load({ resource: "other-account", quantity: 100, account: "acct-2" });
  await load({ resource: "other-month", quantity: 50, month: "2026-09" });
  await evaluateDirtyStandings(job());
  const before = await use();
  expect(before).toBe(132);

  const rows = [
    { resource: "new", quantity: 3 },
    { resource: "changed", quantity: 12 },
    { resource: "same", quantity: 5 },
  ];
  const looked = await restate(rows, true);
  expect(looked.restated).toMatchObject({
    rows: 3,
    counted: 2,
    duplicates: 1,
    amended: { records: 1 },
    voided: { records: 1 },
  });
  expect(looked.preview?.windows).toMatchObject([
    { before: { use: "132" }, after: { use: "120" }, charge: null, takenBack: { minor: -1200n } },
  ]);
  expect(await use()).toBe(before);
  expect(await provider(({ tx }) => tx.select().from(usageCorrections))).toEqual([]);

  const { restated } = await restate(rows);
  expect(restated).toMatchObject({
    ...{ rows: 3, counted: 2, listed: 1, duplicates: 1, reasons: { duplicate: 1 } },
    amended: { records: 1, figures: [{ meter: "requests", before: "20", after: "12" }] },
    voided: { records: 1, figures: [{ meter: "requests", before: "7", after: "0" }] },
    totals: { rows: "3", "rows.counted": "2", "quantity.Requests": "20", "meter.requests": "15" },
  });
  expect(await use()).toBe(120);
  expect(await use("2026-09")).toBe(50);
  const fates = (await records()).map(({ subject, quantity, fate }) => `${subject} ${quantity} ${fate}`).sort();
  expect(fates).toEqual([
    "changed 12 late",
    "changed 20 amended",
    "gone 7 voided",
    "new 3 late",
    "other-account 100 late",
    "other-month 50 late",
    "same 5 late",
  ]);
  await evaluateDirtyStandings(job());
  const october = ({ windowStart }: { windowStart: Date }) => windowStart > new Date("2026-09-15T00:00:00Z");
  expect((await provider(({ tx }) => tx.select().from(charges))).filter(october)).toHaveLength(1);
  expect((await provider(({ tx }) => tx.select().from(adjustments))).filter(october)).toMatchObject([
    { state: "proposed", billed: "122", due: "110", amountMinor: -1200n },
  ]);
  // The same again changes nothing.
  expect((await restate(rows)).restated).toMatchObject({ counted: 0, duplicates: 3, amended: null, voided: null });
  // And back to what it was first.
  const first = [
    { resource: "same", quantity: 5 },
    { resource: "changed", quantity: 20 },
    { resource: "gone", quantity: 7 },
  ];
  expect((await restate(first)).restated).toMatchObject({
    counted: 2,
    amended: { records: 1 },
    voided: { records: 1 },
  });
  expect(await use()).toBe(132);
  await evaluateDirtyStandings(job());
  expect((await provider(({ tx }) => tx.select().from(adjustments))).filter(october)).toMatchObject([
    { state: "withdrawn" },
  ]);
});

test("what staff voided or amended stays so, unless the export itself changed it", async () => {
  const { import: load, restate, use, records } = company("cust_other");
  await load({ resource: "a", quantity: 10 }, { resource: "b", quantity: 20 }, { resource: "c", quantity: 30 });
  const named = async (subject: string) => {
    const found = (await records()).find((row) => row.subject === subject && ["late", "counted"].includes(row.fate));
    return { digest: found?.digest ?? "", endedAt: found?.endedAt ?? new Date(0) };
  };
  const of = { customerId: "cust_other", reason: "by hand" };
  const a = await named("a");
  await provider((ctx) => voidUsage(ctx, { ...of, which: { records: [a] } }));
  const b = { ...(await named("b")), quantity: "2" };
  await provider((ctx) => amendUsage(ctx, { ...of, records: [b] }));
  expect(await use()).toBe(32);
  const rows = (b: number) => [
    { resource: "a", quantity: 10 },
    { resource: "b", quantity: b },
    { resource: "c", quantity: 30 },
  ];
  expect((await restate(rows(20))).restated).toMatchObject({ counted: 0, duplicates: 3, amended: null, voided: null });
  expect(await use()).toBe(32);
  expect((await restate(rows(21))).restated).toMatchObject({ counted: 1, amended: { records: 1 } });
  expect(await use()).toBe(51);
  const none = provider((ctx) => voidUsage(ctx, { ...of, which: { importId: "impt_none" } }));
  await expect(none).rejects.toMatchObject({ code: "not_found" });
});

test("a record amended by hand stands for its row once, however often its file is imported again", async () => {
  const { import: load, restate, use, records } = company("cust_other");
  const month = "2026-05";
  const rows = [{ resource: "d", quantity: 10, month }];
  const { importId } = await load(...rows);
  const found = (await records()).find(({ subject }) => subject === "d");
  const record = { digest: found?.digest ?? "", endedAt: found?.endedAt ?? new Date(0), quantity: "4" };
  await provider((ctx) => amendUsage(ctx, { customerId: "cust_other", reason: "by hand", records: [record] }));
  expect(await load(...rows)).toMatchObject({ counted: 0, duplicates: 1 });
  expect((await restate(rows)).restated).toMatchObject({ counted: 0, duplicates: 1, amended: null, voided: null });
  expect(await use(month)).toBe(4);
  await provider((ctx) => voidUsage(ctx, { customerId: "cust_other", reason: "wrong file", which: { importId } }));
  expect(await use(month)).toBe(0);
});

test("a row that was restated away and is stated again counts again, also after a plain import between", async () => {
  const { import: load, restate, use } = company("cust_other");
  const month = "2026-04";
  const [kept, away] = [
    { resource: "kept", quantity: 1, month },
    { resource: "away", quantity: 8, month },
  ];
  await load(kept, away);
  expect((await restate([kept])).restated).toMatchObject({ voided: { records: 1 } });
  expect(await load(kept, away)).toMatchObject({ counted: 0, duplicates: 2 });
  expect(await use(month)).toBe(1);
  expect((await restate([kept, away])).restated).toMatchObject({ counted: 1, duplicates: 1 });
  expect(await use(month)).toBe(9);
});

test("an account that the export names without use has none afterwards", async () => {
  const { import: load, restate, use } = company("cust_other");
  const month = "2026-06";
  await load({ resource: "e", quantity: 5, month }, { resource: "f", quantity: 2, month, account: "acct-2" });
  const { restated } = await restate([{ resource: "e", quantity: 0, month, category: "Tax" }]);
  expect(restated).toMatchObject({ counted: 0, reasons: { tax: 1 }, voided: { records: 1 } });
  expect(await use(month)).toBe(2);
});

test("what replaces a record and is set aside is not among what counts in its place", async () => {
  const { import: load, restate, use } = company("cust_other");
  const month = "2026-03";
  await load({ resource: "g", quantity: 5, month });
  await provider((ctx) => changeMeter(ctx, { slug: "requests", plausibleRecord: "1000" }));
  const { restated } = await restate([{ resource: "g", quantity: 5000, month }]);
  expect(restated).toMatchObject({
    counted: 0,
    reasons: { set_aside: 1 },
    amended: { records: 1, figures: [{ meter: "requests", before: "5", after: "0" }] },
  });
  expect(await use(month)).toBe(0);
  await provider((ctx) => changeMeter(ctx, { slug: "requests", plausibleRecord: null }));
});

test("a whole import is voided", async () => {
  const { import: load, use } = company("cust_other");
  const before = await use("2026-08");
  const { importId } = await load(
    { resource: "x", quantity: 4, month: "2026-08" },
    { resource: "y", quantity: 6, month: "2026-08" },
  );
  await load({ resource: "z", quantity: 1, month: "2026-08" });
  const made = await provider((ctx) =>
    voidUsage(ctx, { customerId: "cust_other", reason: "wrong file", which: { importId } }),
  );
  expect(made).toMatchObject({ records: 2, figures: [{ before: "10", after: "0" }] });
  expect((await use("2026-08")) - before).toBe(1);
});

test("what was restated while another source counted does not count when the file does", async () => {
  const { import: load, restate, use } = company("cust_other");
  const decide = (sourceKind: "program" | "file", validFrom: string) =>
    provider((ctx) =>
      setAuthority(ctx, {
        ...{ customerId: "cust_other", cloudId: "cld_a", meter: "requests", sourceKind, reason: "compared them" },
        validFrom: new Date(validFrom),
      }),
    );
  await decide("program", "2026-03-01T00:00:00Z");
  await decide("file", "2026-04-01T00:00:00Z");
  const rows = (first: number, second?: number) => [
    { resource: "u", quantity: first, month: "2026-03" },
    ...(second ? [{ resource: "v", quantity: second, month: "2026-03" }] : []),
  ];
  await load(...rows(4, 6));
  await restate(rows(9));
  expect(await use("2026-03")).toBe(0);
  const made = await decide("file", "2026-03-01T00:00:00Z");
  expect(made).toMatchObject({ records: 1, figures: [{ before: "0", after: "9" }] });
  expect(await use("2026-03")).toBe(9);
});

test("a file that is no export changes nothing", async () => {
  const name = path.join(folder, "no.csv");
  await writeFile(name, "a,b\n1,2\n");
  const count = async () => (await provider(({ tx }) => tx.select().from(usageImports))).length;
  const before = await count();
  const files = [{ path: name, name: "no.csv" }];
  const about = { customerId: "cust_acme", cloudId: "cloud-a", reason: "a mistake", files };
  await expect(restateOrPreview(job(), about, { preview: false })).rejects.toThrow("This is no FOCUS file");
  expect(await count()).toBe(before);
});

test("after any sequence of restatements what counts of a period is what the last one states", async () => {
  const rows = fc.array(
    fc.record({ resource: fc.constantFrom("p", "q", "r"), quantity: fc.integer({ min: 1, max: 5 }) }),
    { minLength: 1, maxLength: 8 },
  );
  const { restate, use } = company("cust_acme");
  await fc.assert(
    fc.asyncProperty(fc.array(rows, { minLength: 2, maxLength: 3 }), async (exports) => {
      for (const one of exports) {
        await restate(one.map((row) => ({ ...row, month: "2026-07" })));
        expect(await use("2026-07")).toBe(one.reduce((sum, { quantity }) => sum + quantity, 0));
      }
    }),
    { numRuns: 4 },
  );
  await settleUsage(jobRequest("test", job().now));
  expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
}, 120_000);
