import Decimal from "decimal.js";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { totalOf } from "@/components/usage/usage-figures";
import { standings } from "@/db/schema";
import { inProvider, type Request } from "../context";
import { standingsOf } from "../reads/standings";
import { chartSeries } from "../usage/questions/chart-series";
import { usageByCloudNow, usageSeries } from "../usage/questions/series";
import { recordUsage } from "../usage/record/record-usage";
import { job, usageWorld, use } from "../usage/testing";
import { evaluateDirtyStandings } from "./evaluate";
import { markStaleUse } from "./mark-stale-use";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeEach(async () => {
  t = await usageWorld();
});
afterEach(() => t.drop());

const minute = 60_000;
const begins = Date.parse("2026-11-20T09:50:00Z");
const at = (minutes: number): Request => ({ ...job(), now: new Date(begins + minutes * minute) });

const record = (request: Request, subject: string, quantity: string, meter: string) =>
  recordUsage(request, {
    sourceKind: "program",
    customerId: "cust_acme",
    records: [use({ subject, quantity, meter, at: request.now })],
  });

/** Every "now" that a screen or an API shows of a meter. */
async function everyNow(request: Request, meter: string): Promise<Record<string, string>> {
  const time = { from: new Date(request.now.getTime() - 3_600_000), to: new Date(request.now.getTime() + 3_600_000) };
  return inProvider(request, async (ctx) => {
    const asked = { customerId: "cust_acme", meter, ...time };
    const question = { ...asked, grain: "tick" as const, groupBy: "cloud" as const };
    const chart = await chartSeries(ctx, "cust_acme", { ...question, previous: false, machines: false });
    const { clouds } = await usageByCloudNow(ctx, asked);
    const series = await usageSeries(ctx, question);
    const [standing] = (await standingsOf(ctx, "cust_acme")).filter((row) => row.meter === meter);
    return {
      chart: totalOf(chart, { kind: "gauge" }, "All").now,
      clouds: clouds.reduce((sum, { quantity }) => sum.plus(quantity), new Decimal(0)).toFixed(),
      series: series.points.at(-1)?.total ?? "0",
      standing: standing?.standing?.figures?.use ?? "0",
    };
  });
}

const reports = fc.array(
  fc.record({
    machine: fc.constantFrom("mach_a", "mach_b", "mach_desk", "mach_over"),
    after: fc.integer({ min: 1, max: 9 }),
    quantity: fc.integer({ min: 0, max: 9 }),
  }),
  { minLength: 3, maxLength: 14 },
);

describe("use now", () => {
  test("across quarters of an hour and windows, each machine counts once with its last value, the same everywhere", async () => {
    await t.limit({ meter: "units" });
    let offset = 0;
    await fc.assert(
      fc.asyncProperty(reports, async (list) => {
        // Each sequence begins an hour after the end of the one before, so that nothing of that one counts any more.
        offset = Math.ceil((offset + 70) / 60) * 60;
        const last = new Map<string, { minute: number; quantity: number }>();
        for (const { machine, after, quantity } of list) {
          offset += after;
          const request = at(offset);
          await record(request, machine, String(quantity), "units");
          await evaluateDirtyStandings(request);
          last.set(machine, { minute: offset, quantity });
          // The machines' last values of this quarter of an hour and the one before, by minutes alone.
          const quarter = (minutes: number) => Math.floor((minutes + 50) / 15);
          const expected = [...last.values()]
            .filter((one) => quarter(offset) - quarter(one.minute) <= 1)
            .reduce((sum, one) => sum + one.quantity, 0);
          const nows = await everyNow(request, "units");
          // A quarter that has held more shows that in the chart's newest point: the most of its bucket.
          const { series, ...rest } = nows;
          expect(Number(series)).toBeGreaterThanOrEqual(expected);
          expect(rest).toEqual({ chart: String(expected), clouds: String(expected), standing: String(expected) });
        }
      }),
      { numRuns: 12 },
    );
  });

  test("one small backup does not hide what the other machines store", async () => {
    await t.limit({ meter: "storage", limit: "50000", period: "day" });
    const [morning, noon] = [at(0), at(180)];
    await record(morning, "mach_a", "42402", "storage");
    await record(noon, "mach_b", "0.000000281", "storage");
    await evaluateDirtyStandings(noon);
    const { series: _, ...nows } = await everyNow(noon, "storage");
    const all = "42402.000000281";
    expect(nows).toEqual({ chart: all, clouds: all, standing: all });
    // A day and two hours without a word, and it stands no more.
    const nextDay = at(27 * 60);
    await record(nextDay, "mach_b", "1", "storage");
    await evaluateDirtyStandings(nextDay);
    expect(await everyNow(nextDay, "storage")).toMatchObject({ chart: "1", clouds: "1", standing: "1" });
  });

  test("when all are silent, the standing follows without a record, also into a window in which nothing came", async () => {
    await t.limit({ meter: "units" });
    await record(at(1), "mach_a", "9", "units");
    await evaluateDirtyStandings(at(1));
    expect(await everyNow(at(16), "units")).toMatchObject({ chart: "9", clouds: "9", standing: "9" });
    // This window holds no record at all, and its standing follows without a judgment.
    const later = at(40);
    expect(await inProvider(later, markStaleUse)).toBe(0);
    expect(await everyNow(later, "units")).toMatchObject({ chart: "0", clouds: "0", standing: "0" });
    // One that was judged with use that nobody reports any more is judged again.
    await record(at(80), "mach_a", "9", "units");
    await evaluateDirtyStandings(at(80));
    const silent = at(120);
    expect(await inProvider(silent, markStaleUse)).toBe(1);
    await evaluateDirtyStandings(silent);
    expect(await everyNow(silent, "units")).toMatchObject({ chart: "0", clouds: "0", standing: "0" });
    expect(await inProvider(at(200), markStaleUse)).toBe(0);
  });

  test("a machine that has not spoken in a window's first quarter is not forgotten by its second judgment", async () => {
    await t.limit({ meter: "units" });
    await record(at(5), "mach_a", "6", "units");
    await record(at(6), "mach_b", "3", "units");
    for (const minutes of [11, 12, 13]) {
      await record(at(minutes), "mach_a", "6", "units");
      await evaluateDirtyStandings(at(minutes));
    }
    const rows = await t.db.withProvider((tx) => tx.select().from(standings));
    const newest = rows.sort((a, b) => b.windowStart.getTime() - a.windowStart.getTime())[0];
    expect(newest?.windowStart.toISOString()).toBe("2026-11-20T10:00:00.000Z");
    expect(newest?.figures).toMatchObject({ use: "9", excess: "1", settled: false });
  });
});
