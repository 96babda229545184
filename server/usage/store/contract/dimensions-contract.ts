import { createHash, randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { otherGroups } from "../../questions/input";
import type { UsageStore } from "../port";
import type { JudgedRecord } from "../stored-records";
import type { GroupValue } from "../use-over-time";
import { actionsOn, asProvider, clock, day, newCustomer, newMeter, record, ticksIn } from "./contract-actions";

const region = (value: string) => ({ dimensions: { region: value }, declared: { region: value } });
const groupBy = "dimension:region" as const;
const textsOf = (groups: readonly Omit<GroupValue, "at">[]) =>
  groups.map(({ group, quantity }) => `${group || "none"} ${quantity}`).sort();

/** What declared dimensions must do: a series is one machine and one set of values, and series add up. */
export function dimensionsContract(store: UsageStore): void {
  const { append } = actionsOn(store);
  const gauge = (change: Partial<JudgedRecord>) => record({ ofInstant: true, ...change });
  const withdraw = (customerId: string, meter: string, kind: "gauge" | "unique", records: JudgedRecord[]) =>
    asProvider((ctx) =>
      store.withdraw(ctx, {
        ...{ customerId, correctionId: randomUUID(), fate: "voided" as const, reason: "Voided.", most: 100 },
        which: { records: records.map(({ digest, endedAt }) => ({ digest, endedAt })) },
        ...{ instants: [meter], counters: [], uniques: kind === "unique" ? [meter] : [], machines: [] },
        declared: { [meter]: ["region"] },
      }),
    );

  describe("declared dimensions", () => {
    test("of a gauge each series has its last value, and a machine the sum of its series", async () => {
      const [customerId, meter] = [newCustomer(), newMeter()];
      const of = { customerId, meter, kind: "gauge" as const, ...day };
      const us = gauge({ meter, quantity: "5", ...region("us") });
      await append(
        customerId,
        gauge({ meter, quantity: "2", endedAt: clock("10:01"), ...region("eu") }),
        gauge({ meter, quantity: "3", endedAt: clock("10:09"), ...region("eu") }),
        gauge({ meter, quantity: "1" }),
        gauge({ meter, quantity: "7", machineId: "mach_2", ...region("eu") }),
      );
      // Late, of another series; the same series again is its newer value.
      await append(customerId, us, gauge({ meter, quantity: "4", endedAt: clock("10:08"), ...region("eu") }));
      const ticks = () => asProvider((ctx) => ticksIn(store, ctx, of));
      const shown = async () => (await ticks()).map(({ machineId, value }) => `${machineId} ${value}`);
      expect(await shown()).toEqual(["mach_1 9", "mach_2 7"]);
      expect(await asProvider((ctx) => store.tickSums(ctx, of))).toMatchObject([{ value: "16" }]);
      const [last = []] = await asProvider((ctx) => store.lastTicks(ctx, [of]));
      expect(last.map(({ machineId, value }) => `${machineId} ${value}`).sort()).toEqual(["mach_1 9", "mach_2 7"]);
      expect(await asProvider((ctx) => store.lastValue(ctx, { ...of, machineId: "mach_1" }))).toEqual({
        value: "9",
        at: clock("10:09"),
      });
      const series = (more = {}) =>
        asProvider((ctx) => store.series(ctx, { ...of, grain: "hour", groupBy, ...more })).then(textsOf);
      expect(await series()).toEqual(["eu 10", "none 1", "us 5"]);
      expect(await series({ groupBy: "machine" })).toEqual(["mach_1 9", "mach_2 7"]);
      expect(await series({ machineId: "mach_1" })).toEqual(["eu 3", "none 1", "us 5"]);
      expect(await series({ dimension: { name: "region", value: "" }, groupBy: "cloud" })).toEqual(["cld_a 1"]);
      expect(await series({ named: ["eu"] })).toEqual([`${otherGroups} 6`, "eu 10"]);
      expect(await series({ groupBy: "dimension:team" })).toEqual(["none 16"]);
      const now = await asProvider((ctx) => store.lastValues(ctx, { ...of, groupBy }));
      expect(textsOf(now)).toEqual(["eu 10", "none 1", "us 5"]);
      const { rows } = await asProvider((ctx) =>
        store.places(ctx, { customerId, meters: [{ slug: meter, kind: "gauge" }], ...day, grain: "hour", limit: 10 }),
      );
      expect(rows.map(({ machineId, quantity }) => `${machineId} ${quantity}`)).toEqual(["mach_1 9", "mach_2 7"]);
      const reporters = await asProvider((ctx) => store.reporters(ctx, { ...of, groupBy }));
      expect(reporters.all).toBe(2);
      expect(reporters.groups.map(({ group, machines }) => `${group || "none"} ${machines}`).sort()).toEqual([
        "eu 2",
        "none 1",
        "us 1",
      ]);
      // Taken out, a series is gone and the others stay.
      await withdraw(customerId, meter, "gauge", [us]);
      expect(await shown()).toEqual(["mach_1 4", "mach_2 7"]);
      expect(await series()).toEqual(["eu 10", "none 1"]);
    });

    test("an overflow machine's series are one machine's use", async () => {
      const [customerId, meter] = [newCustomer(), newMeter()];
      const of = { customerId, meter, kind: "counter" as const, ...day };
      const over = { meter, overflow: true, machineId: "mach_o" };
      await append(
        customerId,
        record({ ...over, ...region("eu") }),
        record({ ...over, quantity: "2", ...region("us") }),
      );
      await append(customerId, record({ ...over, endedAt: clock("11:05"), ...region("us") }));
      const sums = await asProvider((ctx) => store.tickSums(ctx, of));
      expect(sums.map(({ machineId, overflow, value }) => `${machineId} ${overflow} ${value}`)).toEqual([
        "mach_o true 3",
        "mach_o true 1",
      ]);
    });

    test("a unique count's value is in the series that saw it first, once", async () => {
      const [customerId, meter] = [newCustomer(), newMeter()];
      const seen = (value: string, time: string, of: Partial<JudgedRecord>) =>
        record({ meter, ofInstant: true, value, endedAt: clock(time), ...of });
      const first = seen("ann", "10:05", region("us"));
      await append(
        customerId,
        first,
        ...[seen("ann", "10:06", region("eu")), seen("ann", "11:05", region("ch")), seen("bob", "10:20", {})],
      );
      const of = { customerId, meter, kind: "unique" as const, ...day };
      const counted = () => asProvider((ctx) => store.distinctValues(ctx, { ...of, groupBy })).then(textsOf);
      // Of one tick and machine the first text.
      expect(await counted()).toEqual(["eu 1", "none 1"]);
      expect(await asProvider((ctx) => ticksIn(store, ctx, of))).toMatchObject([{ value: "1" }, { value: "1" }]);
      expect(await asProvider((ctx) => store.largestGroups(ctx, { ...of, groupBy, most: 9 }))).toEqual([
        ...["", "ch", "eu", "us"],
      ]);
      await withdraw(customerId, meter, "unique", [first]);
      expect(await counted()).toEqual(["eu 1", "none 1"]);
      const hours = await asProvider((ctx) => store.series(ctx, { ...of, grain: "hour", groupBy }));
      expect(textsOf(hours)).toEqual(["ch 1", "eu 1", "none 1"]);
    });

    test("long values and many of them are stored apart, and the largest groups are named", async () => {
      const [customerId, meter] = [newCustomer(), newMeter()];
      const long = (n: number, part: number) => {
        const digits = createHash("sha512").update(`${n} ${part}`).digest("hex");
        return [...digits].map((digit) => String.fromCodePoint(0x1f300 + Number.parseInt(digit, 16) * 7)).join("");
      };
      const names = ["a", "b", "c", "d", "region"];
      const records = Array.from({ length: 12 }, (_, n) => {
        const declared = Object.fromEntries(names.map((name, part) => [name, `${long(n, part)}${"x".repeat(70)}`]));
        return record({ meter, quantity: String(n + 1), dimensions: declared, declared });
      });
      await append(customerId, ...records);
      const of = { customerId, meter, kind: "counter" as const, ...day, groupBy };
      const named = await asProvider((ctx) => store.largestGroups(ctx, { ...of, most: 3 }));
      expect(named).toEqual([12, 11, 10].map((n) => records[n - 1]?.declared?.region));
      const series = await asProvider((ctx) => store.series(ctx, { ...of, grain: "day", named }));
      expect(series.map(({ quantity }) => quantity).sort()).toEqual(["10", "11", "12", "45"]);
      expect(await asProvider((ctx) => ticksIn(store, ctx, of))).toMatchObject([{ value: "78" }]);
      while ((await asProvider((ctx) => store.settle(ctx, 1000))) > 0);
      expect(await asProvider((ctx) => store.largestGroups(ctx, { ...of, most: 3 }))).toEqual(named);
    });

    test("sources are compared by series", async () => {
      const [customerId, meter] = [newCustomer(), newMeter()];
      await append(
        customerId,
        ...[gauge({ meter, quantity: "2", ...region("eu") }), gauge({ meter, quantity: "3", ...region("us") })],
      );
      const of = { customerId, cloudId: "cld_a", meter, kind: "gauge" as const, ...day, zone: "UTC" };
      const compared = (dimensions: string[]) => asProvider((ctx) => store.compared(ctx, { ...of, dimensions }));
      expect(await compared(["region"])).toMatchObject([{ quantity: "5" }]);
      expect(await compared([])).toMatchObject([{ quantity: "3" }]);
    });
  });
}
