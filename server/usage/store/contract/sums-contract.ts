import { describe, expect, test } from "vitest";
import type { GroupedUse, JudgedRecord, UsageStore } from "../port";
import { actionsOn, asProvider, clock, day, newCustomer, record } from "./contract-actions";

/** What sums over ticks must do. */
export function sumsContract(store: UsageStore): void {
  const { append } = actionsOn(store);

  describe("sums", () => {
    /** The first customer has two machines and an overflow machine in two clouds, the second has one machine. */
    async function twoCustomers() {
      const [one, two] = [newCustomer(), newCustomer()];
      const level = (time: string, machineId: string, quantity: string, more: Partial<JudgedRecord> = {}) =>
        record({ endedAt: clock(time), machineId, quantity, ...more });
      await append(
        one,
        level("08:05", "mach_1", "6"),
        level("08:05", "mach_2", "2", { cloudId: "cld_b" }),
        level("08:50", "mach_1", "3"),
        level("08:50", "mach_2", "5", { cloudId: "cld_b" }),
        level("09:50", "mach_over", "1", { cloudId: "cld_b", overflow: true }),
      );
      await append(two, level("08:50", "mach_9", "2"), level("09:55", "mach_9", "7", { machineId: null }));
      const question = (kind: "gauge" | "counter", customerIds = [one]): GroupedUse => ({
        customerIds,
        meter: "units",
        kind,
        ...day,
        groupBy: "cloud",
      });
      return { one, two, question };
    }
    const inOrder = <T extends { group: string; at?: Date }>(rows: T[]) =>
      rows.sort((a, b) => Number(a.at ?? 0) - Number(b.at ?? 0) || (a.group < b.group ? -1 : 1));
    const series = async (question: Parameters<UsageStore["series"]>[1]) =>
      inOrder(await asProvider((ctx) => store.series(ctx, question))).map(({ at, group, quantity, overflow }) =>
        [at.toISOString().slice(11, 16), group, quantity, ...(overflow === "0" ? [] : [overflow])].join(" "),
      );

    test("a gauge's bucket has the groups of the tick in which their sum was largest, the first of equal ones", async () => {
      const { question } = await twoCustomers();
      expect(await series({ ...question("gauge"), grain: "hour" })).toEqual([
        "08:00 cld_a 6",
        "08:00 cld_b 2",
        "09:00 cld_b 1 1",
      ]);
      expect(await series({ ...question("gauge"), grain: "day" })).toEqual(["00:00 cld_a 6", "00:00 cld_b 2"]);
      expect(await series({ ...question("gauge"), grain: "tick", from: clock("08:45") })).toEqual([
        "08:45 cld_a 3",
        "08:45 cld_b 5",
        "09:45 cld_b 1 1",
      ]);
    });

    test("hours and days begin in the zone; the hour that a wall clock shows twice is two", async () => {
      const customer = newCustomer();
      const at = (time: string, quantity: string) => record({ endedAt: new Date(time), quantity });
      await append(
        customer,
        at("2026-10-24T21:50:00Z", "1"),
        at("2026-10-24T22:05:00Z", "2"),
        at("2026-10-25T00:40:00Z", "4"),
        at("2026-10-25T01:20:00Z", "8"),
        at("2026-10-25T23:10:00Z", "16"),
      );
      const asked = { customerIds: [customer], meter: "units", kind: "counter" as const, groupBy: "cloud" as const };
      const autumn = { ...asked, from: new Date("2026-10-24T00:00:00Z"), to: new Date("2026-10-27T00:00:00Z") };
      const cut = async (grain: "hour" | "day", zone?: string) =>
        inOrder(await asProvider((ctx) => store.series(ctx, { ...autumn, grain, zone }))).map(
          (row) => `${row.at.toISOString().slice(5, 16)} ${row.quantity}`,
        );
      expect(await cut("day")).toEqual(["10-24T00:00 3", "10-25T00:00 28"]);
      const berlin = ["10-23T22:00 1", "10-24T22:00 14", "10-25T23:00 16"];
      expect(await cut("day", "Europe/Berlin")).toEqual(berlin);
      expect((await cut("hour", "Europe/Berlin")).slice(2, 4)).toEqual(["10-25T00:00 4", "10-25T01:00 8"]);
      expect((await cut("hour", "Asia/Kolkata"))[0]).toBe("10-24T21:30 3");
      const totals = await asProvider((ctx) => store.dailyTotals(ctx, { ...autumn, zone: "Europe/Berlin" }));
      expect(totals.map((row) => `${row.at.toISOString().slice(5, 16)} ${row.value}`)).toEqual(berlin);
    });

    test("of several customers the sum over all of them decides", async () => {
      const { one, two, question } = await twoCustomers();
      const both = { ...question("gauge", [one, two]), grain: "hour" as const };
      expect(await series(both)).toEqual(["08:00 cld_a 5", "08:00 cld_b 5", "09:00 cld_a 7", "09:00 cld_b 1 1"]);
      expect(await series({ ...both, groupBy: "customer" })).toEqual(
        [`08:00 ${one} 8`, `08:00 ${two} 2`, `09:00 ${one} 1 1`, `09:00 ${two} 7`].sort(),
      );
      expect(await series({ ...both, customerIds: [] })).toEqual([]);
    });

    test("one customer alone and the same customer among others without use give the same", async () => {
      const { one, question } = await twoCustomers();
      for (const kind of ["gauge", "counter"] as const)
        for (const grain of ["tick", "hour", "day"] as const)
          for (const groupBy of ["cloud", "machine", "customer", new Map([["mach_1", "svc_1"]])] as const) {
            const alone = await series({ ...question(kind), grain, groupBy });
            expect(alone.length).toBeGreaterThan(0);
            expect(await series({ ...question(kind, [one, newCustomer()]), grain, groupBy })).toEqual(alone);
          }
    });

    test("a counter's bucket has the sums; groups of machines are the caller's, all others are ''", async () => {
      const { one, two, question } = await twoCustomers();
      const sums = { ...question("counter", [one, two]), grain: "day" as const };
      expect(await series({ ...sums, groupBy: "machine" })).toEqual([
        "00:00  7",
        "00:00 mach_1 9",
        "00:00 mach_2 7",
        "00:00 mach_9 2",
        "00:00 mach_over 1 1",
      ]);
      const groupBy = new Map([
        ["mach_1", "svc_1"],
        ["mach_2", "svc_1"],
        ["mach_over", "svc_2"],
      ]);
      expect(await series({ ...sums, groupBy })).toEqual(["00:00  9", "00:00 svc_1 16", "00:00 svc_2 1 1"]);
    });

    test("a cloud, a machine or several narrow it", async () => {
      const { question } = await twoCustomers();
      const sums = { ...question("counter"), grain: "day" as const };
      expect(await series({ ...sums, cloudId: "cld_a" })).toEqual(["00:00 cld_a 9"]);
      expect(await series({ ...sums, machineIds: ["mach_1"] })).toEqual(["00:00 cld_a 9"]);
      expect(await series({ ...sums, machineIds: ["mach_1", "mach_over"] })).toEqual([
        "00:00 cld_a 9",
        "00:00 cld_b 1 1",
      ]);
      expect(await series({ ...sums, machineIds: [] })).toEqual([]);
    });

    test("last values: of each machine in each cloud its newest tick of the time, once", async () => {
      const [one, two] = [newCustomer(), newCustomer()];
      await append(
        one,
        record({ endedAt: clock("10:05"), quantity: "6" }),
        record({ endedAt: clock("10:06"), machineId: "mach_2", cloudId: "cld_b", quantity: "3", overflow: true }),
        record({ endedAt: clock("10:16"), quantity: "7" }),
        record({ endedAt: clock("09:50"), machineId: "mach_3", quantity: "100" }),
      );
      await append(two, record({ endedAt: clock("10:05"), quantity: "50" }));
      const time = { meter: "units", kind: "gauge" as const, from: clock("10:00"), to: clock("10:30") };
      const values = (customerIds: string[]) =>
        asProvider((ctx) => store.lastValues(ctx, { customerIds, ...time, groupBy: "cloud" }));
      expect(inOrder(await values([one]))).toEqual([
        { group: "cld_a", quantity: "7", overflow: "0" },
        { group: "cld_b", quantity: "3", overflow: "3" },
      ]);
      expect(inOrder(await values([one, two]))[0]).toEqual({ group: "cld_a", quantity: "57", overflow: "0" });
      const ticks = await asProvider((ctx) => store.lastTicks(ctx, { customerId: one, ...time }));
      expect(ticks.sort((a, b) => (a.machineId < b.machineId ? -1 : 1))).toMatchObject([
        { tick: clock("10:15"), cloudId: "cld_a", overflow: false, value: "7" },
        { tick: clock("10:00"), machineId: "mach_2", cloudId: "cld_b", overflow: true, value: "3" },
      ]);
    });

    test("a counter's sums by cloud, with the latest tick of each", async () => {
      const { question } = await twoCustomers();
      expect(await asProvider((ctx) => store.sumsByCloud(ctx, question("counter")))).toEqual([
        { at: clock("08:45"), group: "cld_a", quantity: "9", overflow: "0" },
        { at: clock("09:45"), group: "cld_b", quantity: "8", overflow: "1" },
      ]);
    });

    test("daily totals: a gauge's largest sum of a tick, a counter's sum", async () => {
      const { one, question } = await twoCustomers();
      await append(one, record({ endedAt: new Date("2026-11-21T00:00:00Z"), quantity: "4" }));
      const later = { to: new Date("2026-11-22T00:00:00Z") };
      const totals = (kind: "gauge" | "counter") =>
        asProvider((ctx) => store.dailyTotals(ctx, { ...question(kind), ...later }));
      expect(await totals("gauge")).toEqual([
        { at: day.from, value: "8" },
        { at: day.to, value: "4" },
      ]);
      expect((await totals("counter")).map(({ value }) => value)).toEqual(["17", "4"]);
    });

    test("the machines that reported, by group", async () => {
      const { one, two, question } = await twoCustomers();
      const rows = await asProvider((ctx) => store.reporters(ctx, question("gauge", [one, two])));
      expect(rows.map(({ group, machineId, overflow }) => `${group} ${machineId} ${overflow}`).sort()).toEqual([
        "cld_a mach_1 false",
        "cld_a mach_9 false",
        "cld_b mach_2 false",
        "cld_b mach_over true",
      ]);
    });

    test("the history of each meter that was used", async () => {
      const { one, two } = await twoCustomers();
      await append(one, record({ meter: "other", endedAt: clock("11:00") }));
      const of = { meters: ["units", "other", "never"], customerIds: [one, two, newCustomer()] };
      expect(await asProvider((ctx) => store.histories(ctx, of))).toEqual([
        { meter: "other", firstAt: clock("11:00"), lastAt: clock("11:00"), customers: 1 },
        { meter: "units", firstAt: clock("08:00"), lastAt: clock("09:45"), customers: 2 },
      ]);
    });
  });
}
