import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Withdrawal } from "../changed-use";
import type { UsageStore } from "../port";
import type { JudgedRecord } from "../stored-records";
import { actionsOn, asCustomer, asProvider, clock, newCustomer, record } from "./contract-actions";

/** What taking records out of the figures must do. */
export function withdrawContract(store: UsageStore): void {
  const { append, ticks, listed } = actionsOn(store);
  const withdraw = (customerId: string, records: JudgedRecord[], more: Partial<Withdrawal> = {}) =>
    asProvider((ctx) =>
      store.withdraw(ctx, {
        ...{ customerId, correctionId: randomUUID(), fate: "voided", reason: "Voided.", most: 100 },
        which: { records: records.map(({ digest, endedAt }) => ({ digest, endedAt })) },
        ...{ instants: ["level"], counters: ["units"], uniques: [], declared: {}, machines: [] },
        ...more,
      }),
    );

  describe("what stands for a record", () => {
    test("is itself, or what was put in its place, at its own time; an identity says when its record was", async () => {
      const [customer, other] = [newCustomer(), newCustomer()];
      const [first, alone] = [record({ quantity: "2" }), record({ quantity: "9" })];
      const by = record({ quantity: "3", endedAt: clock("11:05") });
      await append(customer, first, alone);
      await append(customer, by);
      await withdraw(customer, [first], { replacements: new Map([[first.digest, by.digest]]) });
      const records = [first, alone, record()];
      const standing = (customerId: string) => asProvider((ctx) => store.standing(ctx, { customerId, records }));
      const found = await standing(customer);
      expect([...found].map(([digest, { quantity }]) => [digest, quantity]).sort()).toEqual(
        [
          [first.digest, "3"],
          [alone.digest, "9"],
        ].sort(),
      );
      expect(await standing(other)).toEqual(new Map());
      const digests = [by.digest, record().digest];
      const times = await asProvider((ctx) => store.identityTimes(ctx, { customerId: customer, digests }));
      expect(times).toEqual(new Map([[by.digest, by.endedAt]]));
    });
  });

  describe("records that are taken out", () => {
    test("leave the ticks as if they had never come, and stay stored with their content", async () => {
      const customer = newCustomer();
      const [first, second] = [record({ quantity: "2" }), record({ quantity: "3", endedAt: clock("10:06") })];
      await append(customer, first, second);
      expect(await withdraw(customer, [second])).toEqual({
        records: 1,
        meters: [{ meter: "units", quantity: "3" }],
        touched: [{ meter: "units", cloudId: "cld_a", first: clock("10:00"), last: clock("10:00") }],
      });
      expect(await ticks(customer, "counter")).toMatchObject([{ tick: clock("10:00"), value: "2" }]);
      expect(await listed(customer, { fate: "voided" })).toMatchObject([
        { digest: second.digest, quantity: "3", reason: "Voided." },
      ]);
      await withdraw(customer, [first]);
      expect(await ticks(customer, "counter")).toEqual([]);
      expect(await append(customer, first)).toEqual({ fresh: new Set(), conflicting: new Set() });
    });

    test("that do not count stay as they are; those of another customer are not found; no more than allowed", async () => {
      const [customer, other] = [newCustomer(), newCustomer()];
      const shadowed = record({ fate: "shadowed", ticks: null });
      const counted = [record(), record(), record()];
      await append(customer, shadowed, ...counted);
      expect(await withdraw(customer, [shadowed])).toMatchObject({ records: 0, touched: [] });
      expect(await withdraw(other, counted)).toMatchObject({ records: 0 });
      await expect(withdraw(customer, counted, { most: 2 })).rejects.toMatchObject({ code: "too_large" });
      expect(await ticks(customer, "counter")).toMatchObject([{ value: "3" }]);
      const own = asCustomer(customer, (ctx) =>
        store.withdraw(ctx, {
          ...{ customerId: customer, correctionId: randomUUID(), fate: "voided", reason: "Mine.", most: 9, which: {} },
          ...{ instants: [], counters: ["units"], uniques: [], declared: {}, machines: [] },
        }),
      );
      await expect(own).rejects.toThrow();
    });

    test("are found by place, time and source, as lists of records are", async () => {
      const customer = newCustomer();
      await append(
        customer,
        record({ endedAt: clock("09:05") }),
        record({ endedAt: clock("10:05"), cloudId: "cld_b" }),
      );
      await append(customer, record({ endedAt: clock("11:05"), machineId: "mach_2" }));
      const of = (which: Withdrawal["which"]) => withdraw(customer, [], { which });
      expect((await of({ meter: "units", from: clock("09:00"), to: clock("10:00") })).records).toBe(1);
      expect((await of({ meter: "level" })).records).toBe(0);
      expect((await of({ sourceKind: "file" })).records).toBe(0);
      expect((await of({ machineIds: ["mach_2"] })).records).toBe(1);
      expect((await of({ cloudId: "cld_b" })).records).toBe(1);
      expect(await ticks(customer, "counter")).toEqual([]);
    });
  });
}
