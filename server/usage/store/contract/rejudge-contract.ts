import { describe, expect, test } from "vitest";
import type { SourceKind } from "../../states";
import type { Rejudgement } from "../changed-use";
import type { UsageStore } from "../port";
import type { JudgedRecord } from "../stored-records";
import { actionsOn, asProvider, batchOf, clock, newCustomer, record } from "./contract-actions";

/** What judging records again must do after a decision on whose figures count. */
export function rejudgeContract(store: UsageStore): void {
  const { ticks, listed } = actionsOn(store);
  const append = (customerId: string, sourceKind: SourceKind, ...records: JudgedRecord[]) =>
    asProvider((ctx) => store.append(ctx, batchOf(customerId, records, sourceKind)));
  const rejudge = (customerId: string, more: Partial<Rejudgement> = {}) =>
    asProvider((ctx) =>
      store.rejudge(ctx, {
        ...{ customerId, cloudId: "cld_a", meter: "units", sourceKind: "program", from: clock("00:00"), to: null },
        ...{
          instants: [],
          counters: ["units"],
          uniques: [],
          declared: {},
          machines: [],
          shadowed: "Another counts.",
          most: 100,
        },
        judge: (records) =>
          records.map(({ sourceKind }) =>
            sourceKind === "program"
              ? { fate: "counted", reason: null }
              : { fate: "shadowed", reason: "Another counts." },
          ),
        ...more,
      }),
    );
  const shadowed = (change: Partial<JudgedRecord> = {}) => record({ fate: "shadowed", ticks: null, ...change });

  describe("records that are judged again", () => {
    test("swap their places in the ticks; those of other fates, clouds, meters and times stay", async () => {
      const customer = newCustomer();
      await append(customer, "driver", record({ quantity: "5" }), record({ quantity: "6", cloudId: "cld_b" }));
      await append(customer, "driver", record({ quantity: "7", endedAt: clock("12:05") }));
      await append(customer, "program", shadowed({ quantity: "2" }), shadowed({ quantity: "3" }));
      await append(customer, "program", record({ quantity: "9", fate: "voided", ticks: null }));
      expect(await rejudge(customer, { to: clock("12:00") })).toEqual({
        ...{ records: 3, before: "5", after: "5" },
        touched: [{ meter: "units", cloudId: "cld_a", first: clock("10:00"), last: clock("10:00") }],
      });
      expect((await ticks(customer, "counter")).map(({ cloudId, value }) => [cloudId, value])).toEqual([
        ["cld_a", "5"],
        ["cld_b", "6"],
        ["cld_a", "7"],
      ]);
      expect(await listed(customer, { fate: "shadowed" })).toMatchObject([
        { quantity: "5", sourceKind: "driver", reason: "Another counts." },
      ]);
      expect(await rejudge(customer, { to: clock("12:00") })).toMatchObject({ records: 0, touched: [] });
    });

    test("belong to a time by their last instant: a counter that ends as it begins does not", async () => {
      const customer = newCustomer();
      await append(customer, "program", shadowed({ endedAt: clock("10:00") }), shadowed({ endedAt: clock("11:00") }));
      expect(await rejudge(customer, { from: clock("10:00"), to: clock("11:00") })).toMatchObject({ records: 1 });
      const gauge = newCustomer();
      await append(gauge, "program", shadowed({ endedAt: clock("10:00") }), shadowed({ endedAt: clock("11:00") }));
      const kinds = { instants: ["units"], counters: [] };
      expect(await rejudge(gauge, { from: clock("10:00"), to: clock("11:00"), ...kinds })).toMatchObject({
        records: 1,
      });
      expect(await listed(gauge, { fate: "counted" })).toMatchObject([{ endedAt: clock("10:00") }]);
    });

    test("are no more than allowed, and nothing has changed then", async () => {
      const customer = newCustomer();
      await append(customer, "driver", record(), record(), record());
      await expect(rejudge(customer, { most: 2 })).rejects.toMatchObject({ code: "too_large" });
      expect(await listed(customer, { fate: "counted" })).toHaveLength(3);
    });

    test("of another kind that were shadowed say whose figures count now", async () => {
      const customer = newCustomer();
      await append(customer, "file", shadowed({ reason: "The driver counts." }));
      expect(await rejudge(customer)).toMatchObject({ records: 0 });
      expect(await listed(customer)).toMatchObject([{ fate: "shadowed", reason: "Another counts." }]);
    });
  });
}
