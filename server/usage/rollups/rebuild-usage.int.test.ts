import fc from "fast-check";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addMeter } from "../../catalogue/add-meter";
import { newMeterInput } from "../../catalogue/input";
import { inProvider } from "../../context";
import type { UsageInput } from "../input";
import { recordUsage } from "../record/record-usage";
import { job, keyRequest, now, usageWorld, use } from "../testing";
import { rebuildUsage } from "./rebuild-usage";
import { settleUsage } from "./settle-usage";

let t: Awaited<ReturnType<typeof usageWorld>>;
/** Past roles and policies, as damage comes. */
let bare: postgres.Sql;
beforeAll(async () => {
  t = await usageWorld();
  const address = new URL(process.env.SPILLWAY_TEST_SUPERUSER_URL ?? "");
  address.pathname = new URL(t.url).pathname;
  bare = postgres(address.href, { max: 1, onnotice: () => {} });
  for (const kind of ["counter", "gauge", "unique"] as const)
    await inProvider(job(), (ctx) => addMeter(ctx, newMeterInput.parse(dimensioned(kind))));
});
afterAll(async () => {
  await bare.end();
  await t.drop();
});
beforeEach(
  () => bare`truncate usage_keys, usage_records, usage_ticks, usage_values, usage_hours, usage_spans, usage_marks`,
);

/** A meter of the provider's own that declares dimensions. */
const dimensioned = (kind: "counter" | "gauge" | "unique") => ({
  ...{ slug: `own-${kind}`, name: kind, unit: "calls", kind, dimensions: "region, tier" },
  aggregation: { counter: "sum", gauge: "max", unique: "unique" }[kind],
});
const tables = ["usage_ticks", "usage_values", "usage_hours", "usage_spans"] as const;
/** Every row of every rollup; figures without superfluous zeros. */
const rollups = async () =>
  Promise.all(
    tables.map(async (table) => {
      const rows = await bare.unsafe(`select to_jsonb(t) as row from ${table} t`);
      return rows.map(({ row }) => JSON.stringify(row, Object.keys(row).sort())).sort();
    }),
  );

const minute = 60_000;
const records = fc.array(
  fc.record({
    who: fc.constantFrom("cust_acme", "cust_other"),
    subject: fc.constantFrom("mach_a", "mach_b", "mach_over", "mach_desk", null),
    meter: fc.constantFrom(
      "units",
      "storage",
      "processor",
      "requests",
      "users",
      "nothing-of-ours",
      "own-counter",
      "own-gauge",
      "own-unique",
    ),
    region: fc.constantFrom(null, "eu", 'us "1" é'),
    at: fc.integer({ min: 0, max: 60 * 24 * 60 }),
    length: fc.oneof(fc.constant(0), fc.nat(600), fc.nat(31 * 24 * 60)),
    quantity: fc.nat(99_999).map((digits) => String(digits / 1000)),
  }),
  { minLength: 1, maxLength: 30 },
);

describe("a rebuild from the records", () => {
  test("gives the rows that recording left, of any history, and changes none of them", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(records, { minLength: 1, maxLength: 3 }), async (batches) => {
        await bare`truncate usage_keys, usage_records, usage_ticks, usage_values, usage_hours, usage_spans, usage_marks`;
        for (const [n, batch] of batches.entries()) {
          for (const customerId of ["cust_acme", "cust_other"])
            await recordUsage(keyRequest(customerId), {
              sourceKind: "program",
              customerId,
              records: batch.filter(({ who }) => who === customerId).map(recordOf),
            });
          if (n === 0) await settleUsage(job());
        }
        await settleUsage(job());
        const left = await rollups();
        expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
        expect(await rollups()).toEqual(left);
        for (const table of tables) await bare.unsafe(`truncate ${table}`);
        await rebuildUsage(job());
        await settleUsage(job());
        expect(await rollups()).toEqual(left);
      }),
      { numRuns: 12 },
    );
  });

  test("mends rows that were lost, added and changed, and has the standings judged again", async () => {
    await t.limit({ meter: "units" });
    const at = (minutes: number) => new Date(now.getTime() - minutes * minute);
    await recordUsage(keyRequest("cust_acme"), {
      sourceKind: "program",
      customerId: "cust_acme",
      records: [0, 20, 100].map((ago) => use({ at: at(ago), quantity: "3" })),
    });
    await settleUsage(job());
    const left = await rollups();
    expect(left.map((rows) => rows.length)).toEqual([3, 0, 4, 1]);
    await bare`update standings set dirty = false`;
    await bare`set session_replication_role = replica`;
    await bare`update usage_ticks set last = 9 where tick = (select max(tick) from usage_ticks)`;
    await bare`delete from usage_ticks where tick = (select min(tick) from usage_ticks)`;
    await bare`insert into usage_ticks select customer_id, meter, tick, 'cld_b', machine_id, overflow, sum, last, last_at, records, service_id from usage_ticks limit 1`;
    await bare`update usage_hours set sum_00 = sum_00 + 1 where customer_id = '*'`;
    await bare`update usage_spans set last = 7`;
    await bare`set session_replication_role = origin`;
    expect((await rebuildUsage(job()))?.changed).toBeGreaterThanOrEqual(5);
    await settleUsage(job());
    expect(await rollups()).toEqual(left);
    const dirty = await bare`select 1 from standings where dirty`;
    expect(dirty.length).toBeGreaterThan(0);
    const audit = await bare`select detail from audit_entries where action = 'usage.rebuilt'`;
    expect(audit.length).toBeGreaterThan(0);
  });
});

type Drawn = {
  subject: string | null;
  meter: string;
  region: string | null;
  at: number;
  length: number;
  quantity: string;
};

function recordOf({ subject, meter, region, at, length, quantity }: Drawn): UsageInput {
  const end = new Date(now.getTime() - at * minute);
  const counts = ["processor", "requests", "own-counter"].includes(meter);
  return use({
    subject,
    meter,
    dimensions: { ...(region && { region, tier: "gold" }), team: "a" },
    ...(meter === "users" || meter === "own-unique" ? { quantity: "1", value: `${quantity.length}` } : { quantity }),
    at: end,
    start: counts && length > 0 ? new Date(end.getTime() - length * minute) : null,
    cloud: subject === null ? "cloud-b" : null,
  });
}
