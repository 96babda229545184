import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarWindow, hourShift } from "../../../periods";
import { Exact } from "../../../quantity";
import { otherGroups } from "../../questions/input";
import { tickOf, ticksOf } from "../../ticks";
import type { UsageStore } from "../port";
import type { JudgedRecord } from "../stored-records";
import type { Buckets, GroupedUse, GroupValue, StoredTick } from "../use-over-time";
import { asProvider, batchOf, clock, newCustomer, newMeter, record, ticksIn } from "./contract-actions";
import { splitOverTicks } from "./split-over-ticks";

const minute = 60_000;
const hour = 60 * minute;
const begin = clock("00:00").getTime() - 24 * hour;
const time = { from: new Date(begin), to: new Date(begin + 72 * hour) };

const serviceOf = (machineId: string) => (machineId === "" ? "" : Number(machineId.slice(-1)) < 3 ? "svc_1" : "svc_2");
const isOverflow = (machineId: string) => machineId === "mach_3";

/** A series' tick. */
type Row = StoredTick & { customerId: string; region: string };

/** The rule itself, of ticks: what a store answers from its rollups. */
function seriesOfTicks(ticks: Row[], question: GroupedUse & Buckets): GroupValue[] {
  const { customerId, cloudId, serviceIds, dimension, from, to, kind, groupBy, named } = question;
  const inScope = ticks.filter(
    (row) =>
      (customerId === undefined || row.customerId === customerId) &&
      (cloudId === undefined || row.cloudId === cloudId) &&
      (serviceIds === undefined || serviceIds.includes(serviceOf(row.machineId))) &&
      (dimension === undefined || dimension.value === row.region) &&
      row.tick >= from &&
      row.tick < to,
  );
  const places = (row: Row): Record<string, string> => ({
    ...{ cloud: row.cloudId, machine: row.machineId, customer: row.customerId, service: serviceOf(row.machineId) },
    "dimension:region": row.region,
  });
  const groupOf = (row: Row) => {
    const group = places(row)[groupBy] ?? "";
    return !named || named.includes(group) ? group : otherGroups;
  };
  return [...grouped(inScope, (row) => bucketOf(row.tick, question))].flatMap(([at, rows]) => {
    const shown = kind === "gauge" ? largestTick(rows) : rows;
    return [...grouped(shown, groupOf)].map(([group, parts]) => ({
      at: new Date(at),
      group,
      quantity: total(parts),
      overflow: total(parts.filter((row) => row.overflow)),
    }));
  });
}

function grouped<Key>(rows: Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

function largestTick(rows: Row[]): Row[] {
  const byTick = [...grouped(rows, (row) => row.tick.getTime())].sort(([a], [b]) => a - b);
  return byTick
    .map(([, parts]) => parts)
    .reduce((best, parts) => (new Exact(total(parts)).gt(total(best)) ? parts : best));
}

const total = (rows: Row[]) => rows.reduce((sum, { value }) => sum.plus(value), new Exact(0)).toFixed();

function bucketOf(tick: Date, { grain, zone = "UTC" }: Buckets): number {
  if (grain === "tick") return tick.getTime();
  if (grain === "day") return calendarWindow("day", tick, zone).start.getTime();
  const shift = hourShift(tick, zone);
  return Math.floor((tick.getTime() + shift) / hour) * hour - shift;
}

const inOrder = (rows: GroupValue[]) =>
  rows.map(({ at, ...row }) => `${at.toISOString()} ${row.group} ${row.quantity} ${row.overflow}`).sort();

/** The whole ticks of a time. */
const tickAligned = ({ from, to }: { from: Date; to: Date }) => ({
  from: tickOf(from),
  to: new Date(tickOf(to).getTime() + 15 * minute),
});

/** The rule of sums, of ticks: ordinary machines of a cloud together, overflow machines apart. */
function sumsOfTicks(ticks: Row[]): StoredTick[] {
  const ordinary = ticks.filter(({ overflow }) => !overflow);
  const sums = [...grouped(ordinary, (row) => row.tick.getTime())].flatMap(([, inTick]) => {
    const clouds = [...new Set(inTick.map(({ cloudId }) => cloudId))];
    return clouds.map((cloudId) => ({
      ...(inTick[0] as Row),
      ...{ machineId: "", source: "", cloudId },
      value: total(inTick.filter((row) => row.cloudId === cloudId)),
    }));
  });
  return [...sums, ...ticks.filter(({ overflow }) => overflow)];
}

const sumText = ({ tick, machineId, source, cloudId, overflow, value }: StoredTick) =>
  `${tick.toISOString()} ${cloudId} ${machineId} ${source} ${overflow} ${value}`;

/** What rollups must do: answers never depend on when, or whether, hours are rolled up. */
export function rollupsContract(store: UsageStore): void {
  const send = (customerId: string, ...records: JudgedRecord[]) =>
    asProvider((ctx) => store.append(ctx, batchOf(customerId, records)));
  const settle = (most = 1000) => asProvider((ctx) => store.settle(ctx, most));

  describe("rollups", () => {
    test("any history, rolled up at any moments, answers any question as its ticks do", async () => {
      const uses = fc.record({
        who: fc.nat(1),
        machine: fc.nat(4),
        cloud: fc.nat(1),
        at: fc.nat(60 * 60),
        length: fc.oneof(fc.constant(0), fc.nat(6 * 60)),
        quantity: fc.nat(9999).map((digits) => String(digits / 100)),
        gauge: fc.boolean(),
        region: fc.constantFrom("", "", "eu", "us", "c'd \" \\ Zoë"),
      });
      const steps = fc.array(
        fc.oneof(
          { weight: 4, arbitrary: fc.array(uses, { maxLength: 8 }) },
          { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) },
        ),
        { maxLength: 12 },
      );
      const questions = fc.record({
        who: fc.option(fc.nat(1)),
        cloud: fc.option(fc.nat(1)),
        serviceIds: fc.option(fc.constantFrom(["svc_1"], ["svc_2"], ["svc_1", "svc_2"])),
        gauge: fc.boolean(),
        region: fc.option(fc.constantFrom("", "eu", "c'd \" \\ Zoë", "nowhere")),
        named: fc.option(fc.constantFrom(["eu"], ["", "us"])),
        groupBy: fc.constantFrom("cloud", "machine", "service", "customer", "dimension:region", "dimension:region"),
        grain: fc.constantFrom("tick", "hour", "day"),
        zone: fc.constantFrom(undefined, "Europe/Berlin", "Asia/Kolkata"),
        from: fc.nat(36 * 60),
        length: fc.integer({ min: 15, max: 72 * 60 }),
      } as const);
      await fc.assert(
        fc.asyncProperty(steps, fc.array(questions, { minLength: 12, maxLength: 12 }), async (history, asked) => {
          const customers = [newCustomer(), newCustomer()] as const;
          const meters = { gauge: newMeter(), counter: newMeter() };
          for (const step of history) {
            if (typeof step === "number") await settle(step);
            else
              for (const customer of customers)
                await send(
                  customer,
                  ...step.filter(({ who }) => customers[who] === customer).map((use) => recordOf(use, meters)),
                );
          }
          const uses = history.flatMap((step) => (typeof step === "number" ? [] : step));
          const ticks: Record<"gauge" | "counter", Row[]> = { gauge: [], counter: [] };
          const machines: Record<"gauge" | "counter", Row[]> = { gauge: [], counter: [] };
          for (const kind of ["gauge", "counter"] as const)
            for (const [who, customerId] of customers.entries()) {
              const of = uses.filter((use) => use.who === who && use.gauge === (kind === "gauge"));
              const inTime = seriesTicks(of, kind).filter(({ tick }) => tick >= time.from && tick < time.to);
              ticks[kind].push(...inTime.map((row) => ({ ...row, customerId })));
              const window = { customerId, meter: meters[kind], kind, ...time };
              for (const tick of await asProvider((ctx) => ticksIn(store, ctx, window)))
                machines[kind].push({ ...tick, customerId, region: "" });
              const ofMachines = [...grouped(ticks[kind], (row) => machineText({ ...row, value: "" }))].flatMap(
                ([, rows]) => rows.slice(0, 1).map((row) => machineText({ ...row, value: total(rows) })),
              );
              expect(machines[kind].map(machineText).sort()).toEqual(ofMachines.sort());
            }
          const check = async () => {
            for (const { who, cloud, serviceIds, gauge, from, length, region, named, ...buckets } of asked) {
              const kind = gauge ? ("gauge" as const) : ("counter" as const);
              const start = new Date(begin + from * minute);
              const question: GroupedUse & Buckets = {
                ...buckets,
                kind,
                meter: meters[kind],
                from: start,
                to: new Date(start.getTime() + length * minute),
                ...(who !== null && { customerId: customers[who] as string }),
                ...(cloud !== null && { cloudId: `cld_${cloud}` }),
                ...(serviceIds !== null && { serviceIds }),
                ...(region !== null && { dimension: { name: "region", value: region } }),
                ...(named !== null && buckets.groupBy === "dimension:region" && { named }),
              };
              const answer = await asProvider((ctx) => store.series(ctx, question));
              expect(inOrder(answer)).toEqual(inOrder(seriesOfTicks(ticks[kind], question)));
              const customerId = customers[who ?? 0] as string;
              const window = { customerId, meter: meters[kind], kind, ...tickAligned(question) };
              const inWindow = machines[kind].filter(
                (row) => row.customerId === customerId && row.tick >= window.from && row.tick < window.to,
              );
              const sums = await asProvider((ctx) => store.tickSums(ctx, window));
              expect(sums.map(sumText).sort()).toEqual(sumsOfTicks(inWindow).map(sumText).sort());
            }
          };
          await check();
          while ((await settle()) > 0);
          await check();
        }),
        { numRuns: 25 },
      );
    });

    test("a sender waits for no other one of the same hour, and is in the answers with its commit", async () => {
      const [customer, meter] = [newCustomer(), newMeter()];
      const question = { customerId: customer, meter, kind: "counter" as const, ...time, groupBy: "cloud" as const };
      const sum = async () => (await asProvider((ctx) => store.sumsByCloud(ctx, question)))[0]?.quantity;
      await asProvider(async (ctx) => {
        await store.append(ctx, batchOf(customer, [record({ meter, machineId: "mach_1" })]));
        await send(customer, record({ meter, machineId: "mach_2" }));
        while ((await settle()) > 0);
        expect(await sum()).toBe("1");
      });
      expect(await sum()).toBe("2");
      while ((await settle()) > 0);
      expect(await sum()).toBe("2");
    });

    test("many senders of one hour and several processes that roll it up leave what was sent", async () => {
      const [customer, meter] = [newCustomer(), newMeter()];
      const question = { customerId: customer, meter, kind: "counter" as const, ...time, groupBy: "cloud" as const };
      await Promise.all([
        ...Array.from({ length: 4 }, async (_, sender) => {
          for (let n = 0; n < 25; n++) await send(customer, record({ meter, machineId: `mach_${sender}` }));
        }),
        ...Array.from({ length: 3 }, async () => {
          for (let n = 0; n < 25; n++) await settle(1);
        }),
      ]);
      while ((await settle()) > 0);
      for (const whose of [question, { ...question, customerId: undefined }])
        expect(await asProvider((ctx) => store.sumsByCloud(ctx, whose))).toMatchObject([{ quantity: "100" }]);
    });
  });
}

type Use = {
  machine: number;
  cloud: number;
  at: number;
  length: number;
  quantity: string;
  gauge: boolean;
  /** '' where it names none. */
  region: string;
};

/** The rule itself, of uses: what each series of a machine has in each tick. */
function seriesTicks(uses: Use[], kind: "gauge" | "counter"): Omit<Row, "customerId">[] {
  const parts = uses.flatMap((use) => {
    const { machineId, cloudId, overflow, startedAt, endedAt, quantity } = recordOf(use, { gauge: "g", counter: "c" });
    const place = { machineId: machineId ?? "", source: "", cloudId, overflow, region: use.region, endedAt };
    return kind === "gauge"
      ? [{ ...place, tick: tickOf(endedAt), value: quantity }]
      : splitOverTicks(quantity, startedAt, endedAt).map(({ tick, share }) => ({ ...place, tick, value: share }));
  });
  const bySeries = new Map<string, typeof parts>();
  for (const part of parts) {
    const key = JSON.stringify([part.tick, part.machineId, part.cloudId, part.region]);
    bySeries.set(key, [...(bySeries.get(key) ?? []), part]);
  }
  return [...bySeries.values()].map((all) => {
    const newest = all.reduce((a, b) =>
      b.endedAt > a.endedAt || (b.endedAt.getTime() === a.endedAt.getTime() && new Exact(b.value).gt(a.value)) ? b : a,
    );
    const sum = all.reduce((added, { value }) => added.plus(value), new Exact(0)).toFixed();
    return { ...newest, value: kind === "gauge" ? newest.value : sum };
  });
}

const machineText = (row: Row) => `${row.customerId} ${sumText(row)}`;

function recordOf(use: Use, meters: { gauge: string; counter: string }): JudgedRecord {
  const machineId = use.machine === 4 ? "" : `mach_${use.machine}`;
  const endedAt = new Date(begin + use.at * minute);
  const startedAt = use.gauge || use.length === 0 ? null : new Date(endedAt.getTime() - use.length * minute);
  return record({
    meter: use.gauge ? meters.gauge : meters.counter,
    machineId: machineId || null,
    serviceId: serviceOf(machineId) || null,
    cloudId: `cld_${use.cloud}`,
    overflow: isOverflow(machineId),
    quantity: use.quantity,
    ...(use.region !== "" && { declared: { region: use.region }, dimensions: { region: use.region, team: "a" } }),
    startedAt,
    endedAt,
    ticks: ticksOf(use.gauge ? "gauge" : "counter", startedAt, endedAt),
  });
}
