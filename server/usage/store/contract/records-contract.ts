import { describe, expect, test } from "vitest";
import type { UsageStore } from "../port";
import type { JudgedRecord, RecordQuery, UsageRecord } from "../stored-records";
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
        const query: RecordQuery = { customerIds: [one, two], counters: [], limit: 2, cursor };
        const { rows, nextCursor } = await asProvider((ctx) => store.records(ctx, query));
        expect(rows.length).toBeLessThanOrEqual(2);
        seen.push(...rows);
        cursor = nextCursor;
      } while (cursor !== null);
      expect(new Set(seen.map(({ digest }) => digest)).size).toBe(7);
      expect(seen).toHaveLength(7);
      const times = seen.map(({ endedAt }) => endedAt.getTime());
      expect(times).toEqual([...times].sort((a, b) => b - a));
      const nonsense = asProvider((ctx) =>
        store.records(ctx, { customerIds: [one], counters: [], limit: 2, cursor: "zzz" }),
      );
      await expect(nonsense).rejects.toMatchObject({ code: "invalid_input" });
    });

    test("one is found by customer, name and time together, and one that is set aside by its name alone", async () => {
      const [one, two] = [newCustomer(), newCustomer()];
      const waits = { fate: "set_aside" as const, reason: "too much", ticks: null };
      const plain = record({ endedAt: new Date("2026-10-31T23:59:59.123Z") });
      const [set, sameName] = [record({ ...waits, endedAt: clock("10:00") }), record(waits)];
      await append(one, plain, record({ endedAt: plain.endedAt }), set);
      await append(two, { ...sameName, digest: set.digest, quantity: "7" });
      const named = (customerId: string, { digest, endedAt }: { digest: string; endedAt: Date }) =>
        asProvider((ctx) => store.record(ctx, { customerId, digest, endedAt }));
      const waiting = (customerId: string, digest: string) =>
        asProvider((ctx) => store.setAsideRecord(ctx, { customerId, digest }));
      expect(await named(one, plain)).toEqual(
        (await listed(one)).flatMap(({ quantityInTime: _, ...row }) => (row.digest === plain.digest ? [row] : []))[0],
      );
      expect(await named(two, plain)).toBeNull();
      expect(await named(one, { ...plain, endedAt: clock("10:00") })).toBeNull();
      expect(await named(one, { ...plain, digest: set.digest })).toBeNull();
      expect(await waiting(one, set.digest)).toMatchObject({ customerId: one, quantity: "1", reason: "too much" });
      expect(await waiting(two, set.digest)).toMatchObject({ customerId: two, quantity: "7" });
      expect(await waiting(one, plain.digest)).toBeNull();
      const decided = { ...set, fate: "implausible" as const };
      await asProvider((ctx) => store.decide(ctx, { was: "set_aside", customerId: one, records: [decided] }));
      expect(await waiting(one, set.digest)).toBeNull();
      expect(await named(one, set)).toMatchObject({ fate: "implausible" });
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

    test("use belongs to a time that it overlaps, and shows what of it counts there", async () => {
      const customer = newCustomer();
      const span = (from: string, to: string, quantity: string, more: Partial<JudgedRecord> = {}) =>
        record({ meter: "work", startedAt: clock(from), endedAt: clock(to), quantity, ...more });
      await append(
        customer,
        span("09:00", "10:00", "1"),
        span("09:30", "10:30", "4"),
        span("10:15", "10:30", "16"),
        span("10:50", "11:10", "4"),
        span("08:00", "13:00", "20"),
        span("11:00", "11:30", "32"),
        record({ meter: "work", endedAt: clock("10:00"), quantity: "64" }),
        record({ meter: "work", endedAt: clock("11:00"), quantity: "128" }),
        span("11:00", "11:00", "256"),
        record({ meter: "level", endedAt: clock("10:00"), quantity: "512" }),
        record({ meter: "level", endedAt: clock("11:00"), quantity: "1024" }),
      );
      const counters = ["work"];
      const hour = { counters, from: clock("10:00"), to: clock("11:00") };
      const parts = async (more: Partial<RecordQuery>) =>
        (await listed(customer, { counters, ...more })).map((row) => `${row.quantity} ${row.quantityInTime}`).sort();
      const inHour = ["128 128", "16 16", "20 4", "256 256", "4 2", "4 2"];
      expect(await parts(hour)).toEqual([...inHour, "512 512"].sort());
      expect(await parts({ ...hour, meter: "work" })).toEqual(inHour);
      expect(await parts({ ...hour, meter: "level" })).toEqual(["512 512"]);
      expect(await parts({ meter: "work", from: clock("11:00") })).toEqual(["20 8", "32 32", "4 2"]);
      expect(await parts({ meter: "work", to: clock("10:00") })).toEqual(["1 1", "20 8", "4 2", "64 64"]);
      // A tick that the time overlaps counts whole.
      expect(await parts({ meter: "work", from: clock("10:20"), to: clock("10:25") })).toEqual([
        "16 16",
        "20 1",
        "4 1",
      ]);
      const question = { customerId: customer, ...hour, groupBy: "customer" as const };
      expect(await asProvider((ctx) => store.fateCounts(ctx, question))).toMatchObject([{ records: 7 }]);
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
      const question = { customerId: customer, counters: [], from: clock("10:00"), to: clock("11:00") };
      const counts = (more: Omit<Parameters<UsageStore["fateCounts"]>[1], keyof typeof question>) =>
        asProvider((ctx) => store.fateCounts(ctx, { ...question, ...more }));
      const [sourceKind, counted, unknown] = ["program", "counted", "unknown_machine"];
      expect(await counts({ groupBy: "machine" })).toEqual([
        { group: "", sourceKind, fate: unknown, records: 1 },
        { group: "mach_1", sourceKind, fate: counted, records: 2 },
      ]);
      expect(await counts({ groupBy: "machine", machineIds: ["mach_1"] })).toEqual([
        { group: "mach_1", sourceKind, fate: counted, records: 2 },
      ]);
      expect(await counts({ groupBy: "cloud", meter: "other" })).toEqual([]);
    });
  });
}
