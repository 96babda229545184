import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarWindow } from "../../../periods";
import { tickOf } from "../../ticks";
import type { UsageStore } from "../port";
import type { JudgedRecord } from "../stored-records";
import type { Buckets, GroupedUse, GroupValue, Sightings, StoredTick } from "../use-over-time";
import { actionsOn, asProvider, batchOf, clock, day, newCustomer, newMeter, record, ticksIn } from "./contract-actions";

type Seen = { who: number; value: string; at: number; place: number };
type Place = { machineId: string | null; cloudId: string; overflow: boolean; source: string };

const places: Place[] = [
  { machineId: "mach_1", cloudId: "cld_a", overflow: false, source: "p" },
  { machineId: "mach_2", cloudId: "cld_b", overflow: false, source: "p" },
  { machineId: "mach_2", cloudId: "cld_a", overflow: false, source: "p" },
  { machineId: "mach_o", cloudId: "cld_b", overflow: true, source: "p" },
  { machineId: null, cloudId: "cld_c", overflow: false, source: "p" },
  { machineId: null, cloudId: "cld_c", overflow: false, source: "q" },
];
const zone = "Asia/Kolkata";
const minute = 60_000;
const placeOf = ({ place }: Seen): Place => places[place] as Place;
const timeOf = ({ at }: Seen) => new Date(day.from.getTime() - 6 * 60 * minute + at * minute);
const reporterOf = ({ machineId, source }: Place) => machineId ?? `~${source}`;

const sightings = fc.array(
  fc.record({
    who: fc.nat(1),
    value: fc.constantFrom("ann", "bob", "Bob", "c'd \\", "Zoë", "ann "),
    at: fc.nat(36 * 60),
    place: fc.nat(places.length - 1),
  }),
  { minLength: 1, maxLength: 40 },
);

/** The first sighting of each value of a customer among these: by tick, then cloud, then machine. */
function firsts(seen: readonly Seen[]): Seen[] {
  const order = (a: Seen, b: Seen) =>
    tickOf(timeOf(a)).getTime() - tickOf(timeOf(b)).getTime() ||
    compare(placeOf(a).cloudId, placeOf(b).cloudId) ||
    compare(reporterOf(placeOf(a)), reporterOf(placeOf(b)));
  const known = new Map<string, Seen>();
  for (const one of [...seen].sort(order)) {
    const key = JSON.stringify([one.who, one.value]);
    if (!known.has(key)) known.set(key, one);
  }
  return [...known.values()];
}
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function groupedBy<T, Key>(all: readonly T[], keyOf: (one: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/** How many there are of each. */
function counted(names: readonly string[]): string[] {
  const sums = new Map<string, number>();
  for (const name of names) sums.set(name, (sums.get(name) ?? 0) + 1);
  return [...sums].map(([name, sum]) => `${name} ${sum}`).sort();
}

/** What unique counts must do: each value once in a time, where it was first seen, whatever came when. */
export function valuesContract(store: UsageStore): void {
  const { append } = actionsOn(store);

  describe("unique counts", () => {
    async function stored(seen: readonly Seen[]) {
      const customers = [newCustomer(), newCustomer()] as const;
      const meter = newMeter();
      const recordOf = (one: Seen): JudgedRecord => {
        const { source, ...place } = placeOf(one);
        const value = { ofInstant: true, value: one.value, endedAt: timeOf(one), source };
        return record({ ...place, ...value, meter, serviceId: place.machineId && "svc_1" });
      };
      const records = seen.map((one) => ({ one, record: recordOf(one) }));
      for (const who of [0, 1] as const)
        for (const half of [0, 1])
          await append(
            customers[who],
            ...records.filter(({ one }, n) => one.who === who && n % 2 === half).map((each) => each.record),
          );
      return { customers, meter, records };
    }
    const nameOf = (tick: StoredTick) =>
      `${tick.tick.toISOString()} ${tick.cloudId} ${tick.machineId || `~${tick.source}`} ${tick.overflow} ${tick.value}`;
    const expectedTicks = (seen: readonly Seen[]) =>
      counted(
        firsts(seen).map((one) => {
          const place = placeOf(one);
          return `${tickOf(timeOf(one)).toISOString()} ${place.cloudId} ${reporterOf(place)} ${place.overflow}`;
        }),
      );

    test("of any sightings every question counts each value once", async () => {
      const box = fc.record({
        from: fc.nat(30 * 60),
        length: fc.option(fc.nat(20 * 60), { nil: null }),
        cloudId: fc.constantFrom("cld_a", "cld_b", null),
      });
      await fc.assert(
        fc.asyncProperty(sightings, fc.array(box, { maxLength: 3 }), fc.boolean(), async (seen, boxes, overflow) => {
          const { customers, meter } = await stored(seen);
          const inDay = seen.filter((one) => tickOf(timeOf(one)) >= day.from && tickOf(timeOf(one)) < day.to);
          const own = inDay.filter(({ who }) => who === 0);
          const window = { customerId: customers[0], meter, kind: "unique" as const, ...day };
          const ticks = await asProvider((ctx) => ticksIn(store, ctx, window));
          expect(ticks.map(nameOf).sort()).toEqual(expectedTicks(own));

          const start = (offset: number) => new Date(day.from.getTime() + Math.floor(offset / 15) * 15 * minute);
          const asked: Sightings = {
            overflow,
            within: boxes.map(({ from, length, cloudId }) => ({
              ...{ cloudId, from: start(from), to: length === null ? null : start(from + length) },
            })),
          };
          const sees = (one: Seen) =>
            (overflow || !placeOf(one).overflow) &&
            asked.within.some(
              ({ from, to, cloudId }) =>
                tickOf(timeOf(one)) >= from &&
                (to === null || tickOf(timeOf(one)) < to) &&
                (cloudId === null || cloudId === placeOf(one).cloudId),
            );
          const narrowed = await asProvider((ctx) => ticksIn(store, ctx, { ...window, sightings: asked }));
          expect(narrowed.map(nameOf).sort()).toEqual(expectedTicks(own.filter(sees)));
        }),
        { numRuns: 25 },
      );
    });

    test("in series, sums and places each value is once in a bucket, in the group that saw it first", async () => {
      const groups = {
        cloud: (one: Seen) => placeOf(one).cloudId,
        machine: (one: Seen) => placeOf(one).machineId ?? "",
        service: (one: Seen) => (placeOf(one).machineId ? "svc_1" : ""),
      };
      const begins = (grain: Buckets["grain"], at: Date): Date => {
        if (grain === "tick") return tickOf(at);
        if (grain === "day") return calendarWindow("day", at, zone).start;
        // India's hours begin at half past those of UTC.
        return new Date(Math.floor((at.getTime() - 30 * minute) / (60 * minute)) * 60 * minute + 30 * minute);
      };
      await fc.assert(
        fc.asyncProperty(sightings, async (seen) => {
          const { customers, meter } = await stored(seen);
          const time = { from: new Date(day.from.getTime() - 30 * minute), to: day.to };
          const inTime = seen.filter((one) => tickOf(timeOf(one)) >= time.from && tickOf(timeOf(one)) < time.to);
          const named = ({ at, group, quantity }: GroupValue) => `${at.toISOString()} ${group} ${quantity}`;
          for (const customerId of [customers[0], undefined])
            for (const grain of ["tick", "hour", "day"] as const) {
              const own = inTime.filter(({ who }) => customerId === undefined || who === 0);
              const byBucket = groupedBy(own, (one) => begins(grain, timeOf(one)).toISOString());
              for (const groupBy of ["cloud", "machine", "service"] as const) {
                const question: GroupedUse & Buckets = {
                  ...{ customerId, meter, kind: "unique", ...time, groupBy, grain, zone },
                };
                const rows = await asProvider((ctx) => store.series(ctx, question));
                expect(rows.map(named).sort()).toEqual(
                  [...byBucket]
                    .flatMap(([bucket, of]) => counted(firsts(of).map((one) => `${bucket} ${groups[groupBy](one)}`)))
                    .sort(),
                );
              }
              const found = await asProvider((ctx) =>
                store.places(ctx, {
                  customerId,
                  meters: [{ slug: meter, kind: "unique" }],
                  ...time,
                  grain,
                  zone,
                  limit: 500,
                }),
              );
              expect(
                found.rows
                  .map((row) => `${row.at.toISOString()} ${row.cloudId} ${row.machineId} ${row.quantity}`)
                  .sort(),
              ).toEqual(
                [...byBucket]
                  .flatMap(([bucket, of]) =>
                    [...groupedBy(of, ({ who }) => who).values()].flatMap((each) =>
                      counted(
                        firsts(each).map((one) => `${bucket} ${placeOf(one).cloudId} ${placeOf(one).machineId ?? ""}`),
                      ),
                    ),
                  )
                  .sort(),
              );
            }
          const own = inTime.filter(({ who }) => who === 0);
          const sums = await asProvider((ctx) =>
            store.sumsByCloud(ctx, { customerId: customers[0], meter, kind: "unique", ...time }),
          );
          const whole = await asProvider((ctx) =>
            store.distinctValues(ctx, { meter, kind: "unique", ...time, groupBy: "cloud" }),
          );
          expect(whole.map(({ group, quantity }) => `${group} ${quantity}`).sort()).toEqual(
            counted(firsts(inTime).map((one) => placeOf(one).cloudId)),
          );
          expect(sums.map(({ group, quantity }) => `${group} ${quantity}`)).toEqual(
            counted(firsts(own).map((one) => placeOf(one).cloudId)),
          );
        }),
        { numRuns: 15 },
      );
    });

    test("what is taken out is in no count any more, and a value that another record saw stays", async () => {
      await fc.assert(
        fc.asyncProperty(sightings, fc.infiniteStream(fc.boolean()), async (seen, drawn) => {
          const { customers, meter, records } = await stored(seen.map((one) => ({ ...one, who: 0 })));
          const [taken, left] = [[] as typeof records, [] as typeof records];
          for (const each of records) (drawn.next().value ? taken : left).push(each);
          const known = {
            instants: [meter],
            counters: [],
            uniques: [meter],
            declared: {},
            machines: machinesOf(customers[0]),
          };
          if (taken.length > 0)
            await asProvider((ctx) =>
              store.withdraw(ctx, {
                ...{ ...known, customerId: customers[0], correctionId: `corr_${meter}`, most: 1000 },
                which: { records: taken.map(({ record: { digest, endedAt } }) => ({ digest, endedAt })) },
                ...{ fate: "voided", reason: "Voided." },
              }),
            );
          const whole = {
            from: new Date(day.from.getTime() - 86_400_000),
            to: new Date(day.to.getTime() + 86_400_000),
          };
          const window = { customerId: customers[0], meter, kind: "unique" as const, ...whole };
          const ticks = await asProvider((ctx) => ticksIn(store, ctx, window));
          expect(ticks.map(nameOf).sort()).toEqual(expectedTicks(left.map(({ one }) => one)));
        }),
        { numRuns: 15 },
      );
    });

    test("what kinds of source saw is compared by values, day by day", async () => {
      const [customer, meter] = [newCustomer(), newMeter()];
      const seen = (time: string, value: string, fate: "counted" | "shadowed" = "counted") =>
        record({
          ...{ meter, ofInstant: true, value, fate, endedAt: new Date(time) },
          ...(fate === "shadowed" && { ticks: null }),
        });
      await append(
        customer,
        seen("2026-11-20T00:00:00Z", "ann"),
        seen("2026-11-20T23:59:59Z", "ann"),
        seen("2026-11-20T12:00:00Z", "bob"),
        seen("2026-11-21T00:00:00Z", "ann"),
      );
      const files = [seen("2026-11-20T12:00:00Z", "zoe", "shadowed")];
      await asProvider((ctx) => store.append(ctx, batchOf(customer, files, "file")));
      const of = { customerId: customer, cloudId: "cld_a", meter, kind: "unique" as const, zone: "UTC" };
      const days = { from: day.from, to: new Date("2026-11-22T00:00:00Z") };
      const compared = await asProvider((ctx) => store.compared(ctx, { ...of, ...days, dimensions: [] }));
      expect(
        compared.map((one) => [one.day.toISOString().slice(8, 10), one.sourceKind, one.quantity, one.records]),
      ).toEqual([
        ...[
          ["21", "program", "1", 1],
          ["20", "file", "1", 1],
          ["20", "program", "2", 3],
        ],
      ]);
    });

    test("what records hold is as it was sent, and a value is of one tick alone", async () => {
      const [customer, meter] = [newCustomer(), newMeter()];
      const seen = (time: string, value: string) => record({ meter, ofInstant: true, value, endedAt: clock(time) });
      await append(customer, seen("10:15", "ann"), seen("10:15", "ann"), seen("10:14", "bob"));
      const window = { customerId: customer, meter, kind: "unique" as const };
      const at = async (from: string, to: string) =>
        (await asProvider((ctx) => ticksIn(store, ctx, { ...window, from: clock(from), to: clock(to) }))).map(
          ({ value }) => value,
        );
      expect(await at("10:15", "10:30")).toEqual(["1"]);
      expect(await at("10:00", "10:15")).toEqual(["1"]);
      const { rows } = await asProvider((ctx) =>
        store.records(ctx, { customerIds: [customer], meter, counters: [], limit: 10 }),
      );
      expect(rows.map(({ value, quantity }) => `${value} ${quantity}`).sort()).toEqual(["ann 1", "ann 1", "bob 1"]);
    });
  });
}

const machinesOf = (customerId: string) =>
  ["mach_1", "mach_2", "mach_o"].map((id) => ({ customerId, id, serviceId: "svc_1", overflow: id === "mach_o" }));
