import { eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { meters } from "@/db/schema";
import type { EngineOutput } from "../../billing/engine";
import { inProvider } from "../../context";
import { newId } from "../../ids";
import { recordUsage } from "../record/record-usage";
import { settleUsage } from "../rollups/settle-usage";
import { job, now, usageWorld, use } from "../testing";
import { judgeEveryTick, judgeWindow } from "./judge-window";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

/** All that is decided, apart from when and whose use rose: where an event is raised every tick is read for that. */
const decided = (output: EngineOutput | null) => {
  if (!output?.decision.raise) return output;
  const { attribution: _, crossedAt: __, useByCloud, ...decision } = output.decision;
  // A cloud whose readings are all 0 is named or not.
  return { ...output, decision: { ...decision, useByCloud: useByCloud.filter(({ use }) => use !== "0") } };
};

const quarter = 15 * 60_000;
const begin = new Date("2026-11-20T00:00:00Z").getTime();
const machines = ["mach_a", "mach_b", "mach_desk", "mach_over"] as const;

const mostlyNone = <T>(some: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: some });

const scenario = fc.record({
  uses: fc.array(
    fc.record({
      machine: fc.nat({ max: 2 }),
      at: fc.nat({ max: 41 }),
      quantity: fc.nat({ max: 400 }).map((cents) => String(cents / 100)),
    }),
    { maxLength: 40 },
  ),
  overflow: mostlyNone(fc.nat({ max: 41 })),
  limit: fc.nat({ max: 1200 }).map((cents) => String(cents / 100)),
  threshold: fc.constantFrom("100", "90", "50", "33.3"),
  scope: fc.constantFrom(null, "cld_a", "cld_b"),
  aggregation: fc.constantFrom("sum", "max", "last", "average"),
  second: mostlyNone(fc.constantFrom("09:00", "00:00")),
  settles: fc.boolean(),
});

test("the ticks that decide lead to what every tick of every machine leads to", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ uses, overflow, limit, threshold, scope, aggregation, second, settles }) => {
      const meter = `m${newId("request", now)}`;
      const kind = aggregation === "sum" ? "counter" : "gauge";
      await t.db.withProvider(async (tx) => {
        const [units] = await tx.select().from(meters).where(eq(meters.slug, "units"));
        if (units) await tx.insert(meters).values({ ...units, slug: meter, kind, aggregation });
      });
      const common = { meter, period: "day" as const, placement: "placed" as const };
      const validFrom = new Date("2026-11-01T00:00:00Z");
      await t.limit({ ...common, id: `a${meter}`, limit, thresholdPercent: threshold, scopeCloudId: scope, validFrom });
      if (second)
        await t.limit({ ...common, id: `b${meter}`, limit: "2", validFrom: new Date(`2026-11-20T${second}:00Z`) });
      const records = uses.map(({ machine, at, quantity }) => ({ subject: machines[machine], at, quantity }));
      if (overflow !== null) records.push({ subject: "mach_over", at: overflow, quantity: "1.5" });
      if (records.length > 0)
        await recordUsage(job(), {
          sourceKind: "program",
          customerId: "cust_acme",
          records: records.map(({ subject, at, quantity }) =>
            use({ meter, subject, quantity, at: new Date(begin + at * quarter + 60_000) }),
          ),
        });
      if (settles) await settleUsage(job());
      // A day in Berlin begins at 23:00 UTC.
      const [windowStart, windowEnd] = [new Date(begin - 4 * quarter), new Date(begin + 92 * quarter)];
      const window = { customerId: "cust_acme", meter, windowStart, windowEnd, readings: null };
      for (const parameterId of second ? [`a${meter}`, `b${meter}`] : [`a${meter}`]) {
        const of = { ...window, parameterId };
        const [few, every] = await inProvider(job(), async (ctx) => [
          await judgeWindow(ctx, of),
          await judgeEveryTick(ctx, of),
        ]);
        expect(decided(few)).toEqual(decided(every));
      }
    }),
    { numRuns: 60 },
  );
});
