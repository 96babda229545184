import { describe, expect, test } from "vitest";
import type { UsageStore } from "../port";
import { actionsOn, asProvider, clock, newCustomer, record } from "./contract-actions";

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
      const shares = [
        { tick: clock("10:00"), share: "0.25" },
        { tick: clock("10:15"), share: "0.75" },
      ];
      await append(customer, large, small, record({ endedAt: clock("10:30"), shares }));
      expect((await ticks(customer, "counter")).map(({ tick, value }) => [tick, value])).toEqual([
        [clock("10:00"), "999999999999999999.750000000000000001"],
        [clock("10:15"), "0.75"],
      ]);
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
        { tick, cloudId: "cld_a", machineId: "mach_1", overflow: false, value: "1" },
        { tick, cloudId: "cld_a", machineId: "mach_2", overflow: true, value: "1" },
        { tick, cloudId: "cld_b", machineId: "", overflow: false, value: "1" },
      ]);
    });
  });
}
