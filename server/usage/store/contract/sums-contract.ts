import { describe, expect, test } from "vitest";
import type { UsageStore } from "../port";
import type { JudgedRecord } from "../stored-records";
import type { DecidingTicks, GroupedUse } from "../use-over-time";
import { actionsOn, asProvider, clock, day, newCustomer, newMeter, record } from "./contract-actions";

/** What sums over ticks must do. */
export function sumsContract(store: UsageStore): void {
  const { append } = actionsOn(store);

  describe("sums", () => {
    /** The first customer has two machines and an overflow machine in two clouds, the second has one machine. */
    async function twoCustomers() {
      const [one, two] = [newCustomer(), newCustomer()];
      const meter = newMeter();
      const level = (time: string, machineId: string, quantity: string, more: Partial<JudgedRecord> = {}) =>
        record({ meter, endedAt: clock(time), machineId, serviceId: "svc_1", quantity, ...more });
      await append(
        one,
        level("08:05", "mach_1", "6"),
        level("08:05", "mach_2", "2", { cloudId: "cld_b" }),
        level("08:50", "mach_1", "3"),
        level("08:50", "mach_2", "5", { cloudId: "cld_b" }),
        level("09:50", "mach_over", "1", { cloudId: "cld_b", serviceId: "svc_2", overflow: true }),
      );
      await append(
        two,
        level("08:50", "mach_9", "2"),
        level("09:55", "mach_9", "7", { machineId: null, serviceId: null }),
      );
      const question = (kind: "gauge" | "counter", customerId: string | undefined = one): GroupedUse => ({
        customerId,
        meter,
        kind,
        ...day,
        groupBy: "cloud",
      });
      const everybody = (kind: "gauge" | "counter") => ({ ...question(kind), customerId: undefined });
      return { one, two, meter, level, question, everybody };
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
      const asked = { customerId: customer, meter: "units", kind: "counter" as const, groupBy: "cloud" as const };
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
    });

    test("of all customers the sum over all of them decides", async () => {
      const { one, two, everybody } = await twoCustomers();
      const all = { ...everybody("gauge"), grain: "hour" as const };
      expect(await series(all)).toEqual(["08:00 cld_a 5", "08:00 cld_b 5", "09:00 cld_a 7", "09:00 cld_b 1 1"]);
      expect(await series({ ...all, groupBy: "customer" })).toEqual(
        [`08:00 ${one} 8`, `08:00 ${two} 2`, `09:00 ${one} 1 1`, `09:00 ${two} 7`].sort(),
      );
      expect(await series({ ...all, groupBy: "service" })).toEqual(["08:00 svc_1 10", "09:00  7", "09:00 svc_2 1 1"]);
    });

    test("one customer's use and everybody's, who is that customer alone, are the same", async () => {
      const { one, meter, level } = await twoCustomers();
      const alone = newMeter();
      await append(
        one,
        ...["08:05", "08:50", "09:50"].map((time) => level(time, "mach_1", time.slice(4), { meter: alone })),
      );
      expect(alone).not.toBe(meter);
      for (const kind of ["gauge", "counter"] as const)
        for (const grain of ["tick", "hour", "day"] as const)
          for (const groupBy of ["cloud", "machine", "customer", "service"] as const) {
            const own = await series({ customerId: one, meter: alone, kind, ...day, grain, groupBy });
            expect(own.length).toBeGreaterThan(0);
            expect(await series({ meter: alone, kind, ...day, grain, groupBy })).toEqual(own);
          }
    });

    test("a counter's bucket has the sums; use without machine or service is ''", async () => {
      const { everybody } = await twoCustomers();
      const sums = { ...everybody("counter"), grain: "day" as const };
      expect(await series({ ...sums, groupBy: "machine" })).toEqual([
        "00:00  7",
        "00:00 mach_1 9",
        "00:00 mach_2 7",
        "00:00 mach_9 2",
        "00:00 mach_over 1 1",
      ]);
      expect(await series({ ...sums, groupBy: "service" })).toEqual(["00:00  7", "00:00 svc_1 18", "00:00 svc_2 1 1"]);
    });

    test("a cloud, a machine or services narrow it", async () => {
      const { question } = await twoCustomers();
      const sums = { ...question("counter"), grain: "day" as const };
      expect(await series({ ...sums, cloudId: "cld_a" })).toEqual(["00:00 cld_a 9"]);
      expect(await series({ ...sums, machineId: "mach_1" })).toEqual(["00:00 cld_a 9"]);
      expect(await series({ ...sums, machineId: "mach_1", serviceIds: ["svc_2"] })).toEqual([]);
      expect(await series({ ...sums, serviceIds: ["svc_1"] })).toEqual(["00:00 cld_a 9", "00:00 cld_b 7"]);
      expect(await series({ ...sums, serviceIds: ["svc_1", "svc_2"], cloudId: "cld_b" })).toEqual(["00:00 cld_b 8 1"]);
      expect(await series({ ...sums, serviceIds: [] })).toEqual([]);
      const peak = { ...question("gauge"), grain: "day" as const, cloudId: "cld_b" };
      expect(await series(peak)).toEqual(["00:00 cld_b 5"]);
      expect(await series({ ...peak, groupBy: "machine" })).toEqual(["00:00 mach_2 5"]);
    });

    test("last values: of each machine in each cloud its newest tick of the time, once", async () => {
      const [one, two] = [newCustomer(), newCustomer()];
      const meter = newMeter();
      await append(
        one,
        record({ meter, endedAt: clock("10:05"), quantity: "6" }),
        record({
          meter,
          endedAt: clock("10:06"),
          machineId: "mach_2",
          cloudId: "cld_b",
          quantity: "3",
          overflow: true,
        }),
        record({ meter, endedAt: clock("10:16"), quantity: "7" }),
        record({ meter, endedAt: clock("09:50"), machineId: "mach_3", quantity: "100" }),
      );
      await append(two, record({ meter, endedAt: clock("10:05"), quantity: "50" }));
      const time = { meter, kind: "gauge" as const, from: clock("10:00"), to: clock("10:30") };
      const values = (customerId?: string, to = time.to) =>
        asProvider((ctx) => store.lastValues(ctx, { customerId, ...time, to, groupBy: "cloud" }));
      expect(inOrder(await values(one))).toEqual([
        { group: "cld_a", quantity: "7", overflow: "0" },
        { group: "cld_b", quantity: "3", overflow: "3" },
      ]);
      expect(inOrder(await values())[0]).toEqual({ group: "cld_a", quantity: "57", overflow: "0" });
      expect(inOrder(await values(one, clock("10:15")))[0]).toMatchObject({ group: "cld_a", quantity: "6" });
      const [ticks = []] = await asProvider((ctx) => store.lastTicks(ctx, [{ customerId: one, ...time }]));
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

    test("how many machines reported, by group", async () => {
      const { meter, everybody } = await twoCustomers();
      const counted = async (more: Partial<GroupedUse> = {}) => {
        const { groups, all } = await asProvider((ctx) => store.reporters(ctx, { ...everybody("gauge"), ...more }));
        return [...groups.map(({ group, machines, overflow }) => `${group} ${machines} ${overflow}`).sort(), all];
      };
      expect(await counted()).toEqual(["cld_a 2 0", "cld_b 2 1", 4]);
      expect(await counted({ to: clock("09:00") })).toEqual(["cld_a 2 0", "cld_b 1 0", 3]);
      // Spans that enclose the time: nobody reported in it.
      expect(await counted({ from: clock("08:15"), to: clock("08:45") })).toEqual([0]);
      await append(newCustomer(), record({ meter, endedAt: clock("08:05"), cloudId: "cld_b" }));
      expect((await counted()).at(-1)).toBe(4);
    });

    test("the history of each meter that was used", async () => {
      const { one, two, meter } = await twoCustomers();
      await append(one, record({ meter: `${meter}-2`, endedAt: clock("11:00") }));
      const of = async (customerId?: string) => {
        const found = await asProvider((ctx) => store.histories(ctx, { customerId }));
        return found.filter((one) => one.meter.startsWith(meter));
      };
      const other = { meter: `${meter}-2`, firstAt: clock("11:00"), lastAt: clock("11:00"), customers: 1 };
      expect(await of()).toEqual([{ meter, firstAt: clock("08:00"), lastAt: clock("09:45"), customers: 2 }, other]);
      expect(await of(one)).toEqual([{ meter, firstAt: clock("08:00"), lastAt: clock("09:45"), customers: 1 }, other]);
      expect(await of(two)).toMatchObject([{ firstAt: clock("08:45") }]);
    });

    test("of the sums of a time those ticks that decide: its total, its newest, its peak", async () => {
      const [customer, meter] = [newCustomer(), newMeter()];
      const level = (time: string, machineId: string, quantity: string, cloudId = "cld_a") =>
        record({ meter, endedAt: clock(time), machineId, quantity, cloudId });
      await append(
        customer,
        ...["1", "2", "4", "3", "4", "5", "2"].map((quantity, n) => level(`0${n + 1}:05`, "mach_1", quantity)),
        level("06:05", "mach_2", "1", "cld_b"),
        level("09:05", "mach_2", "6", "cld_b"),
      );
      const deciding = async (only: DecidingTicks, kind: "gauge" | "counter" = "gauge", more = {}) => {
        const [rows] = await asProvider((ctx) =>
          store.decidingSums(ctx, [{ customerId: customer, meter, kind, ...day, ...more, only }]),
        );
        return (
          rows?.map(({ tick, cloudId, value }) => `${tick.toISOString().slice(11, 16)} ${cloudId} ${value}`) ?? null
        );
      };
      expect(await deciding({ by: "peak" })).toEqual(["06:00 cld_a 5", "06:00 cld_b 1", "09:00 cld_b 6"]);
      expect(await deciding({ by: "peak", cloudId: "cld_a" })).toEqual(["06:00 cld_a 5", "07:00 cld_a 2"]);
      expect(await deciding({ by: "newest" })).toEqual(["09:00 cld_b 6"]);
      expect(await deciding({ by: "total" }, "counter")).toEqual(["09:00 cld_a 21", "09:00 cld_b 7"]);
      expect(await deciding({ by: "peak" }, "gauge", { to: clock("00:45") })).toEqual([]);
      await append(customer, record({ meter, endedAt: clock("10:05"), machineId: "mach_o", overflow: true }));
      expect(await deciding({ by: "peak" })).toBeNull();
      expect(await deciding({ by: "peak" }, "gauge", { to: clock("10:00") })).not.toBeNull();
    });
  });
}
