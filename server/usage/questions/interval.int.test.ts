import { existsSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { usageRecords } from "@/db/schema";
import { inCustomer, inProvider } from "../../context";
import { Exact } from "../../quantity";
import { importFocus } from "../imports/import-focus";
import { recordUsage } from "../record/record-usage";
import { settleUsage } from "../rollups/settle-usage";
import { splitOverTicks } from "../store/contract/split-over-ticks";
import { job, keyRequest, now, usageWorld, use } from "../testing";
import { answerUsage, answerUsageRecords } from "./answer-usage";
import { usageOutline } from "./extent";
import { fatesOf } from "./fates";
import { usageByCloudNow } from "./series";

/** docs/rules.md 3.12, by every way in which use of a day is asked, against records and the rule for splitting. */
const sample = path.join(process.env.SPILLWAY_HOME ?? ".", "../shared/data/focus_sample.csv");

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const dayMs = 86_400_000;
const counters = ["bandwidth", "memory", "processor", "requests"];
type Stored = typeof usageRecords.$inferSelect;
const recordsOf = async (customerId: string): Promise<Stored[]> =>
  (await t.db.withProvider((tx) => tx.select().from(usageRecords))).filter((row) => row.customerId === customerId);

/** What a counter's records are of the day, worked out from them alone. */
function worksOut(records: Stored[], from: Date, to: Date) {
  let figure = new Exact(0);
  let counted = 0;
  for (const record of records) {
    const shares = splitOverTicks(record.quantity, record.startedAt, record.endedAt).filter(
      ({ tick }) => tick >= from && tick < to,
    );
    if (shares.length === 0) continue;
    counted += 1;
    for (const { share } of shares) figure = figure.plus(share);
  }
  return { figure: figure.toFixed(), records: counted };
}

/** The same by the chart's API, the line of a year, use by cloud, the export of records and the counts of fates. */
async function asked(customerId: string, meter: string, from: Date, to: Date) {
  const key = keyRequest(customerId);
  const asker = { ...key, actor: key.actor as Extract<typeof key.actor, { kind: "key" }> };
  const address = (name: string, more: Record<string, string>) =>
    new URL(
      `http://portal.example/api/v1/${name}?${new URLSearchParams({ meter, from: from.toISOString(), to: to.toISOString(), ...more })}`,
    );
  const series = (await answerUsage(address("usage", { grain: "day" }), asker)) as { points: { total: string }[] };
  const hours = (await answerUsage(address("usage", { grain: "hour", groupBy: "machine" }), asker)) as typeof series;
  const csv = await ((await answerUsageRecords(address("usage-records", { format: "csv" }), asker)) as Response).text();
  const [head = "", ...lines] = csv.trimEnd().split("\r\n");
  const column = head.split(",").indexOf("quantityInTime");
  const inTime = lines.map((line) => line.split(",")[column] ?? "");
  return inCustomer(job(), customerId, async (ctx) => ({
    chart: total(series.points.map((point) => point.total)),
    machines: total(hours.points.map((point) => point.total)),
    outline: total((await usageOutline(ctx, { customerId, meter, from, to })).map(({ value }) => value)),
    clouds: total((await usageByCloudNow(ctx, { customerId, meter, from, to })).clouds.map(({ quantity }) => quantity)),
    export: total(inTime),
    exported: inTime.length,
    fates: (await fatesOf(ctx, { customerId, meter, from, to })).reduce((sum, { records }) => sum + records, 0),
  }));
}

const total = (values: string[]) => values.reduce((sum, value) => sum.plus(value), new Exact(0)).toFixed();

async function expectDays(customerId: string, first: Date, days: number): Promise<void> {
  const records = await recordsOf(customerId);
  for (let n = 0; n < days; n++) {
    const [from, to] = [0, 1].map((more) => new Date(first.getTime() + (n + more) * dayMs)) as [Date, Date];
    for (const meter of counters) {
      const own = records.filter((row) => row.meter === meter);
      const { figure, records: count } = worksOut(own, from, to);
      const same = { chart: figure, machines: figure, outline: figure, clouds: figure, export: figure };
      const found = await asked(customerId, meter, from, to);
      expect({ day: from, meter, ...found }).toEqual({ day: from, meter, ...same, exported: count, fates: count });
    }
  }
}

describe("one definition of what belongs to an interval", () => {
  test("of any counters, charts, totals, exports and counts of each day are what the records say", async () => {
    const uses = fc.array(
      fc.record({
        meter: fc.constantFrom(...counters),
        subject: fc.constantFrom("mach_a", "mach_b"),
        hours: fc.nat(96),
        length: fc.oneof(fc.constant(0), fc.constant(24), fc.nat(72)),
        minutes: fc.constantFrom(0, 0, 7),
        quantity: fc.nat(999).map((digits) => String(digits / 10)),
      }),
      { minLength: 40, maxLength: 40 },
    );
    const first = new Date("2026-11-14T00:00:00Z");
    const history = fc.asyncProperty(uses, async (drawn) => {
      await recordUsage(keyRequest("cust_acme"), {
        sourceKind: "program",
        customerId: "cust_acme",
        records: drawn.map(({ hours, length, minutes, ...record }) => {
          const at = new Date(first.getTime() + hours * 3_600_000 + minutes * 60_000);
          return use({ ...record, at, start: length === 0 ? null : new Date(at.getTime() - length * 3_600_000) });
        }),
      });
      await expectDays("cust_acme", new Date(first.getTime() - 3 * dayMs), 8);
      await settleUsage(job());
      await expectDays("cust_acme", first, 3);
    });
    await fc.assert(history, { numRuns: 1, endOnFailure: true });
  });

  test("a gauge's record is of its instant: at a day's end it is the next one's", async () => {
    const midnight = new Date("2026-11-19T00:00:00Z");
    await recordUsage(keyRequest("cust_other"), {
      sourceKind: "program",
      customerId: "cust_other",
      records: [use({ subject: "mach_foreign", meter: "storage", at: midnight, quantity: "5" })],
    });
    const on = (from: Date) => asked("cust_other", "storage", from, new Date(from.getTime() + dayMs));
    expect(await on(midnight)).toMatchObject({ chart: "5", outline: "5", export: "5", exported: 1, fates: 1 });
    const before = await on(new Date(midnight.getTime() - dayMs));
    expect(before).toMatchObject({ chart: "0", outline: "0", exported: 0, fates: 0 });
  });
});

describe.skipIf(!existsSync(sample))("the real sample (../shared/data; skipped where it is not there)", () => {
  test("each of its days is the same by every way", async () => {
    const fileName = path.basename(sample);
    await importFocus(job(), {
      customerId: "cust_other",
      cloudId: "cloud-a",
      files: [{ path: sample, name: fileName }],
    });
    await settleUsage(job());
    const records = await recordsOf("cust_other");
    expect(records.length).toBeGreaterThan(500);
    await expectDays("cust_other", new Date("2024-09-01T00:00:00Z"), 30);
    const everybody = await inProvider(job(), (ctx) =>
      usageOutline(ctx, { meter: "requests", from: new Date("2024-09-01T00:00:00Z"), to: now }),
    );
    expect(everybody.length).toBeGreaterThan(20);
  });
});
