import { describe, expect, test } from "vitest";
import type { RecordQuery, UsageRecord, UsageStore } from "../port";
import { actionsOn, asProvider, clock, newCustomer, record } from "./contract-actions";

/** What reading records must do. */
export function recordsContract(store: UsageStore): void {
  const { append, listed } = actionsOn(store);

  describe("records", () => {
    test("pages show every record once, newest use first, also of one time and over the turn of a month", async () => {
      const [one, two] = [newCustomer(), newCustomer()];
      const at = (time: string) => record({ endedAt: new Date(time) });
      await append(one, at("2026-10-31T23:59:59Z"), at("2026-11-01T00:00:00Z"), at("2026-11-05T00:00:00.123Z"));
      await append(two, ...Array.from({ length: 4 }, () => at("2026-11-01T00:00:00Z")));
      const seen: UsageRecord[] = [];
      let cursor: string | null = null;
      do {
        const query: RecordQuery = { customerIds: [one, two], limit: 2, cursor };
        const { rows, nextCursor } = await asProvider((ctx) => store.records(ctx, query));
        expect(rows.length).toBeLessThanOrEqual(2);
        seen.push(...rows);
        cursor = nextCursor;
      } while (cursor !== null);
      expect(new Set(seen.map(({ digest }) => digest)).size).toBe(7);
      expect(seen).toHaveLength(7);
      const times = seen.map(({ endedAt }) => endedAt.getTime());
      expect(times).toEqual([...times].sort((a, b) => b - a));
      const nonsense = asProvider((ctx) => store.records(ctx, { customerIds: [one], limit: 2, cursor: "zzz" }));
      await expect(nonsense).rejects.toMatchObject({ code: "invalid_input" });
    });

    test("each condition narrows the list", async () => {
      const customer = newCustomer();
      const plain = record({ endedAt: clock("10:00") });
      const other = record({
        endedAt: clock("11:00"),
        meter: "other",
        machineId: "mach_2",
        cloudId: "cld_b",
        fate: "late",
      });
      await append(customer, plain, other);
      const conditions: Partial<RecordQuery>[] = [
        { meter: "other" },
        { machineIds: ["mach_2"] },
        { cloudId: "cld_b" },
        { fate: "late" },
        { from: clock("10:01") },
      ];
      for (const condition of conditions)
        expect(await listed(customer, condition)).toMatchObject([{ digest: other.digest }]);
      expect(await listed(customer, { to: clock("11:00") })).toMatchObject([{ digest: plain.digest }]);
      expect(await listed(customer, { sourceKind: "agent" })).toEqual([]);
      expect(await listed(customer, { from: clock("11:00") })).toHaveLength(1);
    });

    test("fates are counted by group and kind of source, in the time asked", async () => {
      const customer = newCustomer();
      await append(
        customer,
        record({ endedAt: clock("10:00") }),
        record({ endedAt: clock("10:30") }),
        record({ endedAt: clock("10:30"), fate: "unknown_machine", machineId: null, ticks: null }),
        record({ endedAt: clock("11:00") }),
      );
      const question = { customerIds: [customer], from: clock("10:00"), to: clock("11:00") };
      const counts = (more: Omit<Parameters<UsageStore["fateCounts"]>[1], keyof typeof question>) =>
        asProvider((ctx) => store.fateCounts(ctx, { ...question, ...more }));
      const [sourceKind, counted, unknown] = ["program", "counted", "unknown_machine"];
      expect(await counts({ groupBy: "machine" })).toEqual([
        { group: "", sourceKind, fate: unknown, records: 1 },
        { group: "mach_1", sourceKind, fate: counted, records: 2 },
      ]);
      expect(await counts({ groupBy: new Map([["mach_1", "svc_1"]]), machineIds: ["mach_1"] })).toEqual([
        { group: "svc_1", sourceKind, fate: counted, records: 2 },
      ]);
      expect(await counts({ groupBy: "cloud", meter: "other" })).toEqual([]);
    });
  });
}
