import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tickMs } from "../../ticks";
import type { UsageStore } from "../port";
import type { DecidingWindow } from "../use-over-time";
import { asProvider, batchOf, day, newCustomer, newMeter, record } from "./contract-actions";

const minute = 60_000;

/** What a store answers about many windows at once. */
export function windowsContract(store: UsageStore): void {
  describe("many windows", () => {
    test("are answered as each of them alone, in their order", async () => {
      const uses = fc.array(
        fc.record({
          ...{ who: fc.nat(2), counter: fc.boolean(), cloud: fc.nat(1), machine: fc.nat(2) },
          minutes: fc.nat(24 * 60 - 1),
          overflow: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
          quantity: fc.nat(99).map(String),
        }),
        { maxLength: 30 },
      );
      const windows = fc.array(
        fc.record({
          ...{ who: fc.nat(3), counter: fc.boolean(), cloud: fc.option(fc.nat(1)) },
          by: fc.constantFrom("total", "newest", "peak"),
          from: fc.nat(95),
          length: fc.integer({ min: 1, max: 96 }),
        } as const),
        { maxLength: 12 },
      );
      await fc.assert(
        fc.asyncProperty(uses, windows, fc.boolean(), async (used, asked, isSettled) => {
          // The last of them has no use.
          const customers = [newCustomer(), newCustomer(), newCustomer(), newCustomer()];
          const [gauge, counter] = [newMeter(), newMeter()];
          for (const [n, customer] of customers.entries()) {
            const own = used
              .filter(({ who }) => who === n)
              .map((use) =>
                record({
                  meter: use.counter ? counter : gauge,
                  ofInstant: !use.counter,
                  machineId: `mach_${use.machine}${use.overflow ? "_o" : ""}`,
                  cloudId: `cld_${use.cloud}`,
                  overflow: use.overflow,
                  quantity: use.quantity,
                  endedAt: new Date(day.from.getTime() + use.minutes * minute),
                }),
              );
            if (own.length > 0) await asProvider((ctx) => store.append(ctx, batchOf(customer, own)));
          }
          if (isSettled) await asProvider((ctx) => store.settle(ctx, 1000));
          const many = asked.map(
            (one): DecidingWindow => ({
              customerId: customers[one.who] ?? "",
              meter: one.counter ? counter : gauge,
              kind: one.counter ? "counter" : "gauge",
              from: new Date(day.from.getTime() + one.from * tickMs),
              to: new Date(day.from.getTime() + (one.from + one.length) * tickMs),
              only: { by: one.by, cloudId: one.cloud === null ? undefined : `cld_${one.cloud}` },
            }),
          );
          await asProvider(async (ctx) => {
            const alone = async <Answer>(ask: (window: DecidingWindow) => Promise<Answer[]>) => {
              const answers: (Answer | undefined)[] = [];
              for (const window of many) answers.push(...(await ask(window)));
              return answers;
            };
            expect(await store.ticks(ctx, many)).toEqual(await alone((window) => store.ticks(ctx, [window])));
            expect(await store.decidingSums(ctx, many)).toEqual(
              await alone((window) => store.decidingSums(ctx, [window])),
            );
            const inOrder = (answers: (Awaited<ReturnType<UsageStore["lastTicks"]>>[number] | undefined)[]) =>
              answers.map((ticks) => ticks?.map((tick) => JSON.stringify(tick)).sort());
            expect(inOrder(await store.lastTicks(ctx, many))).toEqual(
              inOrder(await alone((window) => store.lastTicks(ctx, [window]))),
            );
          });
        }),
        { numRuns: 20 },
      );
    });
  });
}
