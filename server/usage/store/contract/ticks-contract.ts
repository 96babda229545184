import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ticksOf } from "../../ticks";
import type { UsageStore } from "../port";
import { actionsOn, asProvider, clock, day, newCustomer, record } from "./contract-actions";
import { splitOverTicks } from "./split-over-ticks";

/** What reading ticks must do. */
export function ticksContract(store: UsageStore): void {
  const { append, ticks } = actionsOn(store);

  describe("ticks", () => {
    test("a gauge has its newest reading in a tick, of two with one time the larger, whatever the order", async () => {
      const customer = newCustomer();
      await append(customer, record({ endedAt: clock("10:14"), quantity: "4" }));
      await append(customer, record({ endedAt: clock("10:02"), quantity: "9" }));
      await append(
        customer,
        record({ endedAt: clock("10:14"), quantity: "6" }),
        record({ endedAt: clock("10:14"), quantity: "5" }),
      );
      expect(await ticks(customer, "gauge")).toMatchObject([{ tick: clock("10:00"), value: "6" }]);
      const of = { customerId: customer, meter: "units", machineId: "mach_1" };
      expect(await asProvider((ctx) => store.lastValue(ctx, of))).toEqual({ value: "6", at: clock("10:14") });
      await append(customer, record({ endedAt: clock("10:20"), quantity: "1" }));
      expect(await asProvider((ctx) => store.lastValue(ctx, of))).toEqual({ value: "1", at: clock("10:20") });
      const never = { ...of, machineId: "mach_2" };
      expect(await asProvider((ctx) => store.lastValue(ctx, never))).toBeNull();
    });

    test("a counter is summed exactly, a record over several ticks in each by its share", async () => {
      const customer = newCustomer();
      const large = record({ quantity: "999999999999999999.5" });
      const small = record({ quantity: "0.000000000000000001" });
      const spans = record({
        startedAt: clock("10:10"),
        endedAt: clock("10:30"),
        ticks: { first: clock("10:00"), last: clock("10:15") },
      });
      await append(customer, large, small, spans);
      expect((await ticks(customer, "counter")).map(({ tick, value }) => [tick, value])).toEqual([
        [clock("10:00"), "999999999999999999.750000000000000001"],
        [clock("10:15"), "0.75"],
      ]);
    });

    test("a long counter is split to the last digit as the rule says, whatever its length and decimals", async () => {
      const quantities = fc
        .tuple(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), fc.integer({ min: 0, max: 18 }))
        .map(([digits, decimals]) => {
          const text = digits.toString().padStart(decimals + 1, "0");
          return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
        });
      const spans = fc.tuple(fc.integer({ min: 0, max: 3_600_000 }), fc.integer({ min: 1, max: 10 * 3_600_000 }));
      await fc.assert(
        fc.asyncProperty(quantities, spans, async (quantity, [offset, length]) => {
          const customer = newCustomer();
          const startedAt = new Date(day.from.getTime() + offset);
          const endedAt = new Date(startedAt.getTime() + length);
          const span = ticksOf("counter", startedAt, endedAt);
          await append(customer, record({ quantity, startedAt, endedAt, ticks: span }));
          const plain = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
          expect((await ticks(customer, "counter")).map(({ tick, value }) => ({ tick, share: value }))).toEqual(
            splitOverTicks(quantity, startedAt, endedAt).map(({ tick, share }) => ({ tick, share: plain(share) })),
          );
        }),
        { numRuns: 40 },
      );
    });

    test("they come by tick, cloud and machine, from the begin of the time up to its end", async () => {
      const customer = newCustomer();
      await append(
        customer,
        record({ endedAt: clock("10:20"), machineId: "mach_2", overflow: true }),
        record({ endedAt: clock("10:20"), machineId: null, cloudId: "cld_b" }),
        record({ endedAt: clock("10:20") }),
        record({ endedAt: clock("10:05") }),
        record({ endedAt: clock("10:30") }),
        record({ meter: "other" }),
      );
      await append(newCustomer(), record());
      const tick = clock("10:15");
      expect(await ticks(customer, "counter", { from: tick, to: clock("10:30") })).toEqual([
        { tick, cloudId: "cld_a", machineId: "mach_1", source: "", overflow: false, value: "1" },
        { tick, cloudId: "cld_a", machineId: "mach_2", source: "", overflow: true, value: "1" },
        { tick, cloudId: "cld_b", machineId: "", source: "", overflow: false, value: "1" },
      ]);
    });
  });
}
