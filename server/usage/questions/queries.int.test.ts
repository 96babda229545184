import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inCustomer, inProvider } from "../../context";
import { recordUsage } from "../record/record-usage";
import { job, keyRequest, usageWorld, use } from "../testing";
import { machinesByGroup, meterHistories, usageOutline } from "./extent";
import { fatesOf } from "./fates";
import { recordQuery } from "./input";
import { listUsageRecords } from "./list-usage-records";
import { usageSnapshot } from "./queries";
import { previousSeries, usageByCloudNow, usageSeries } from "./series";

let t: Awaited<ReturnType<typeof usageWorld>>;
const at = (time: string) => new Date(`2026-11-20T${time}Z`);
const window = { from: at("08:00:00"), to: at("10:00:00") };

beforeAll(async () => {
  t = await usageWorld();
  const level = (time: string, subject: string, quantity: string) =>
    use({ meter: "units", at: at(time), subject, quantity });
  const count = (from: string, to: string, subject: string | null, quantity: string, cloud: string | null = null) =>
    use({ meter: "processor", start: at(from), at: at(to), subject, quantity, cloud });
  await recordUsage(keyRequest("cust_acme"), {
    sourceKind: "program",
    customerId: "cust_acme",
    records: [
      level("08:05:00", "mach_a", "6"),
      level("08:05:00", "mach_b", "2"),
      level("08:50:00", "mach_a", "3"),
      level("08:50:00", "mach_b", "4"),
      level("09:50:00", "mach_over", "1"),
      level("09:50:00", "mach_desk", "0.5"),
      count("07:30:00", "08:30:00", "mach_a", "1"),
      count("08:15:00", "08:45:00", null, "0.3", "cloud-b"),
      use({ meter: "nothing-of-ours", at: at("09:00:00") }),
    ],
  });
});
afterAll(() => t.drop());

const ask = <T>(work: Parameters<typeof inCustomer<T>>[2]) => inCustomer(job(), "cust_acme", work);

describe("series", () => {
  test("a gauge: the clouds as they were in the tick where their sum was largest", async () => {
    const series = await ask((ctx) => usageSeries(ctx, { ...window, meter: "units", grain: "hour", groupBy: "cloud" }));
    expect(series).toEqual({
      meter: "units",
      unit: "units",
      groups: ["cld_a", "cld_b", "on-premises"],
      points: [
        { at: at("08:00:00"), total: "8", overflow: "0", values: { cld_a: "6", cld_b: "2" } },
        {
          at: at("09:00:00"),
          total: "1.5",
          overflow: "1",
          values: { cld_b: "1", "on-premises": "0.5" },
          carried: { cld_b: "1" },
        },
      ],
    });
  });

  test("a counter: sums, per machine, service and day", async () => {
    const question = { ...window, meter: "processor", grain: "hour" as const };
    const machines = await ask((ctx) => usageSeries(ctx, { ...question, groupBy: "machine" }));
    expect(machines.points).toEqual([
      { at: at("08:00:00"), total: "0.8", overflow: "0", values: { "": "0.3", mach_a: "0.5" } },
    ]);
    const day = { ...question, from: at("00:00:00"), grain: "day" as const };
    const services = await ask((ctx) => usageSeries(ctx, { ...day, groupBy: "service" }));
    expect(services.points).toMatchObject([{ at: at("00:00:00"), values: { "": "0.3", svc_node: "1" } }]);
    const narrow = { ...day, groupBy: "cloud" as const, cloudId: "cld_a", machineId: "mach_a", vendorId: "vend_1" };
    expect((await ask((ctx) => usageSeries(ctx, narrow))).points).toMatchObject([{ total: "1" }]);
  });

  test("the stretch before is laid over the asked one", async () => {
    const later = {
      from: at("10:00:00"),
      to: at("12:00:00"),
      meter: "processor",
      grain: "hour" as const,
      groupBy: "cloud" as const,
    };
    const before = await ask((ctx) => previousSeries(ctx, later));
    expect(before.points.map(({ at: shifted, total }) => [shifted, total])).toEqual([[at("10:00:00"), "0.8"]]);
  });

  test("one customer's peaks and everybody's are found on two ways and are the same", async () => {
    for (const grain of ["tick", "hour", "day"] as const) {
      for (const groupBy of ["cloud", "machine", "service"] as const) {
        const question = { ...window, from: at("00:00:00"), meter: "units", grain, groupBy };
        const one = await ask((ctx) => usageSeries(ctx, { ...question, customerId: "cust_acme", vendorId: "vend_1" }));
        expect(one.points.length).toBeGreaterThan(0);
        const all = await inProvider(job(), (ctx) => usageSeries(ctx, { ...question, vendorId: "vend_1" }));
        expect(all).toEqual(one);
      }
    }
  });

  test("a long stretch as one line: a gauge's largest sum of the day, a counter's sum", async () => {
    const scope = { from: at("00:00:00"), to: at("12:00:00"), customerId: "cust_acme" };
    const line = (meter: string) => ask((ctx) => usageOutline(ctx, { ...scope, meter }));
    expect(await line("units")).toEqual([{ at: at("00:00:00"), value: "8" }]);
    expect(await line("processor")).toEqual([{ at: at("00:00:00"), value: "1.3" }]);
  });

  test("the machines that reported, by cloud; a use without a machine is nobody's", async () => {
    const count = (meter: string) =>
      ask((ctx) => machinesByGroup(ctx, { ...window, meter, customerId: "cust_acme", groupBy: "cloud" }));
    expect(await count("units")).toEqual({
      groups: { cld_a: 1, cld_b: 2, "on-premises": 1 },
      overflow: { cld_b: 1 },
      all: 4,
    });
    expect(await count("processor")).toEqual({ groups: { cld_a: 1 }, overflow: {}, all: 1 });
  });

  test("since when which meter was used", async () => {
    const histories = await ask((ctx) => meterHistories(ctx, { customerId: "cust_acme" }));
    expect(histories).toEqual([
      { meter: "processor", firstAt: at("07:30:00"), lastAt: at("08:30:00"), customers: 1 },
      { meter: "units", firstAt: at("08:00:00"), lastAt: at("09:45:00"), customers: 1 },
    ]);
    expect(await inProvider(job(), (ctx) => meterHistories(ctx, {}))).toEqual(histories);
    expect(await inCustomer(job(), "cust_other", (ctx) => meterHistories(ctx, {}))).toEqual([]);
  });

  test("how it stands now, per cloud", async () => {
    expect(await ask((ctx) => usageByCloudNow(ctx, { ...window, meter: "units" }))).toEqual({
      at: at("09:45:00"),
      clouds: [
        { cloudId: "cld_b", quantity: "1", overflow: "1" },
        { cloudId: "on-premises", quantity: "0.5", overflow: "0" },
      ],
    });
    expect((await ask((ctx) => usageByCloudNow(ctx, { ...window, meter: "processor" }))).clouds).toMatchObject([
      { cloudId: "cld_a", quantity: "0.5" },
      { cloudId: "cld_b", quantity: "0.3" },
    ]);
  });

  test("the engine's snapshot: null for on-premises and for no machine", async () => {
    const units = await ask((ctx) =>
      usageSnapshot(ctx, { ...window, customerId: "cust_acme", meter: "units", kind: "gauge" }),
    );
    expect(units.slice(-2)).toEqual([
      { tick: at("09:45:00"), machineId: "mach_over", cloudId: "cld_b", overflow: true, value: "1" },
      { tick: at("09:45:00"), machineId: "mach_desk", cloudId: null, overflow: false, value: "0.5" },
    ]);
    const use = await ask((ctx) =>
      usageSnapshot(ctx, { ...window, customerId: "cust_acme", meter: "processor", kind: "counter" }),
    );
    expect(use.filter(({ machineId }) => machineId === null).map(({ value }) => value)).toEqual(["0.15", "0.15"]);
  });

  test("another customer's role sees nothing, the provider all", async () => {
    const question = { ...window, meter: "units", grain: "day" as const, groupBy: "customer" as const };
    expect((await inCustomer(job(), "cust_other", (ctx) => usageSeries(ctx, question))).points).toEqual([]);
    const all = await inProvider(job(), (ctx) => usageSeries(ctx, question));
    expect(all.groups).toEqual(["cust_acme"]);
  });
});

describe("records and fates", () => {
  test("fates are counted per meter and group, with the kind of source", async () => {
    const scope = { from: at("08:00:00"), to: at("12:00:00") };
    const fates = (more: object) => ask((ctx) => fatesOf(ctx, { ...scope, ...more }));
    expect(await fates({})).toContainEqual({
      group: "cld_a",
      sourceKind: "program",
      fate: "unknown_meter",
      records: 1,
    });
    expect(await fates({ meter: "nothing-of-ours" })).toHaveLength(1);
    const units = await fates({ meter: "units", groupBy: "machine" });
    expect(units.map(({ group, records }) => [group, records])).toEqual([
      ["mach_a", 2],
      ["mach_b", 2],
      ["mach_desk", 1],
      ["mach_over", 1],
    ]);
    expect(await fates({ meter: "processor", groupBy: "service", vendorId: "vend_1" })).toMatchObject([
      { group: "svc_node", records: 1 },
    ]);
    expect(await inCustomer(job(), "cust_other", (ctx) => fatesOf(ctx, scope))).toEqual([]);
  });

  test("pages show every record once, and a fate narrows them", async () => {
    const page = (cursor: string | null) =>
      ask((ctx) => listUsageRecords(ctx, { filter: recordQuery.parse({ limit: 2, cursor }) }));
    const seen: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const { rows, nextCursor } = await page(cursor);
      seen.push(...rows.map(({ eventId }) => eventId));
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    expect(seen).toHaveLength(9);
    expect(new Set(seen).size).toBe(9);
    const unknown = await ask((ctx) => listUsageRecords(ctx, { filter: recordQuery.parse({ fate: "unknown_meter" }) }));
    expect(unknown.rows).toMatchObject([{ reason: "There is no meter nothing-of-ours." }]);
    await expect(page("zzz")).rejects.toMatchObject({ code: "invalid_input" });
  });
});

test("a gauge's running tick holds who spoke a tick ago and has not spoken yet", async () => {
  const seen = (time: string, grain: "tick" | "hour") =>
    inCustomer({ ...job(), now: at(time) }, "cust_other", async (ctx) => {
      const series = await usageSeries(ctx, { ...window, meter: "units", grain, groupBy: "cloud" });
      return series.points.map(({ total }) => total);
    });
  const record = (time: string, machine: string, quantity: string) =>
    use({ meter: "units", source: "elsewhere", at: at(time), subject: null, cloud: machine, quantity });
  await recordUsage(job(), {
    sourceKind: "program",
    customerId: "cust_other",
    records: [
      record("09:05:00", "cloud-a", "6"),
      record("09:05:00", "cloud-b", "3"),
      record("09:15:10", "cloud-a", "7"),
    ],
  });
  expect(await seen("09:16:00", "tick")).toEqual(["9", "10"]);
  expect(await seen("09:16:00", "hour")).toEqual(["10"]);
  expect(await seen("09:31:00", "tick")).toEqual(["9", "7"]);
  expect(await seen("09:31:00", "hour")).toEqual(["9"]);
});
