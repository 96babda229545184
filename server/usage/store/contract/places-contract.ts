import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarWindow, hourShift } from "../../../periods";
import { Exact } from "../../../quantity";
import { ticksOf } from "../../ticks";
import type { UsageStore } from "../port";
import type { JudgedRecord } from "../stored-records";
import type { Buckets, PlaceQuery, PlaceValue, StoredTick } from "../use-over-time";
import { actionsOn, asCustomer, asProvider, clock, newCustomer, newMeter, record, ticksIn } from "./contract-actions";

const hour = 3_600_000;
const begin = clock("00:00").getTime() - 24 * hour;
const time = { from: new Date(begin), to: new Date(begin + 72 * hour) };
type Asked = Omit<PlaceQuery, "limit" | "cursor"> & Buckets;

/** What use by the smallest places must do: an export is made of it. */
export function placesContract(store: UsageStore): void {
  const { append } = actionsOn(store);

  /** All pages, each of so many rows. */
  async function all(asked: Asked, limit: number, as = asProvider): Promise<PlaceValue[]> {
    const rows: PlaceValue[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<UsageStore["places"]>> = await as((ctx) =>
        store.places(ctx, { ...asked, cursor, limit }),
      );
      expect(page.rows.length).toBeLessThanOrEqual(limit);
      rows.push(...page.rows);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return rows;
  }

  describe("places", () => {
    test("of any use, in pages of any size, they are what the ticks say, bucket by bucket", async () => {
      const uses = fc.array(
        fc.record({
          customer: fc.nat(1),
          gauge: fc.boolean(),
          machine: fc.constantFrom(null, "mach_1", "mach_2", "mach_3"),
          cloud: fc.constantFrom("cld_a", "cld_b"),
          quarter: fc.nat(72 * 4 - 1),
          length: fc.nat(9),
          quantity: fc.nat(99).map((digits) => String(digits / 10)),
        }),
        { minLength: 30, maxLength: 30 },
      );
      const shape = fc.record({
        grain: fc.constantFrom("hour" as const, "day" as const, "tick" as const),
        zone: fc.constantFrom(undefined, "Europe/Berlin", "Asia/Kolkata"),
        cut: fc.nat(20),
        limit: fc.constantFrom(1, 3, 1000),
      });
      const history = fc.asyncProperty(uses, fc.array(shape, { minLength: 3, maxLength: 3 }), async (drawn, shapes) => {
        const customers = [newCustomer(), newCustomer()].sort();
        const meters = [
          { slug: newMeter(), kind: "counter" as const },
          { slug: newMeter(), kind: "gauge" as const },
        ];
        for (const [n, id] of customers.entries())
          await append(id, ...drawn.filter(({ customer }) => customer === n).map((one) => usedOf(one, meters)));
        for (const { cut, limit, ...buckets } of shapes) {
          const cutTime = { from: new Date(time.from.getTime() + cut * (hour / 4)), to: time.to };
          const asked = { meters, ...cutTime, ...buckets };
          const expected: PlaceValue[] = [];
          for (const customerId of customers)
            for (const { slug, kind } of [...meters].sort((a, b) => (a.slug < b.slug ? -1 : 1))) {
              const window = { customerId, meter: slug, kind, ...cutTime };
              expected.push(
                ...placesOf(await asProvider((ctx) => ticksIn(store, ctx, window)), { ...window, ...buckets }),
              );
            }
          expect(await all(asked, limit)).toEqual(expected);
          const own = expected.filter(({ customerId }) => customerId === customers[0]);
          expect(await all({ ...asked, customerId: customers[0] }, limit)).toEqual(own);
        }
      });
      await fc.assert(history, { numRuns: 2, endOnFailure: true });
    });

    test("a bucket of more ticks than one query takes is one bucket still", async () => {
      const [customerId, meter] = [newCustomer(), newMeter()];
      const machines = Array.from({ length: 300 }, (_, n) => `mach_${String(n).padStart(3, "0")}`);
      const first = new Date(begin + 24 * hour);
      const last = new Date(begin + 48 * hour);
      const spans = machines.map((machineId) =>
        record({
          ...{ meter, machineId, quantity: "96", startedAt: first, endedAt: last },
          ticks: ticksOf("counter", first, last),
        }),
      );
      await append(customerId, ...spans);
      const asked = { customerId, meters: [{ slug: meter, kind: "counter" as const }], ...time };
      const days = await all({ ...asked, grain: "day" }, 70);
      expect(days.map(({ machineId, quantity }) => [machineId, quantity])).toEqual(machines.map((id) => [id, "96"]));
      const hours = await all({ ...asked, grain: "hour" }, 1000);
      expect(hours.length).toBe(300 * 24);
      expect(new Set(hours.map(({ quantity }) => quantity))).toEqual(new Set(["4"]));
    });

    test("a customer sees its own alone, whatever a cursor names; one that no page gave is refused", async () => {
      const [one, other] = [newCustomer(), newCustomer()].sort() as [string, string];
      const meter = newMeter();
      await append(one, record({ meter }));
      await append(other, record({ meter }), record({ meter, cloudId: "cld_b" }));
      const asked = { meters: [{ slug: meter, kind: "counter" as const }], ...time, grain: "hour" as const };
      const own = await all({ ...asked, customerId: one }, 1, (work) => asCustomer(one, work));
      expect(own.map(({ customerId }) => customerId)).toEqual([one]);
      const foreign = await asProvider((ctx) => store.places(ctx, { ...asked, customerId: other, limit: 1 }));
      const asOne = (cursor: string | null) =>
        asCustomer(one, (ctx) => store.places(ctx, { ...asked, customerId: one, cursor, limit: 5 }));
      for (const cursor of [foreign.nextCursor, "zzz", Buffer.from('{"customerId":1}').toString("base64url")])
        await expect(asOne(cursor)).rejects.toMatchObject({ code: "invalid_input" });
      const unnamed = await asCustomer(one, (ctx) =>
        store.places(ctx, { ...asked, cursor: foreign.nextCursor, limit: 5 }),
      );
      expect(unnamed.rows).toEqual([]);
    });
  });
}

type Drawn = {
  gauge: boolean;
  machine: string | null;
  cloud: string;
  quarter: number;
  length: number;
  quantity: string;
};

function usedOf({ gauge, machine, cloud, quarter, length, quantity }: Drawn, meters: { slug: string }[]): JudgedRecord {
  const endedAt = new Date(begin + quarter * (hour / 4) + 60_000);
  const startedAt = gauge ? null : new Date(endedAt.getTime() - length * (hour / 2));
  return record({
    ...{ ofInstant: gauge, quantity, startedAt, endedAt, cloudId: cloud, machineId: machine },
    meter: meters[gauge ? 1 : 0]?.slug ?? "",
    source: machine ?? "program",
    serviceId: serviceOf(machine ?? "") || null,
    ticks: ticksOf(gauge ? "gauge" : "counter", startedAt, endedAt),
  });
}

const serviceOf = (machineId: string) => (machineId === "" ? "" : machineId === "mach_3" ? "svc_2" : "svc_1");

/** The rule itself, of the ticks of one customer and meter. */
function placesOf(
  ticks: StoredTick[],
  { customerId, meter, kind, ...buckets }: Buckets & { customerId: string; meter: string; kind: "counter" | "gauge" },
): PlaceValue[] {
  const inBuckets = grouped(ticks, ({ tick }) => bucketOf(tick, buckets));
  return [...inBuckets].flatMap(([at, rows]) => {
    const shown = kind === "gauge" ? largestTick(rows) : rows;
    const byPlace = grouped(shown, ({ cloudId, machineId }) => `${cloudId} ${machineId}`);
    return [...byPlace]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([place, parts]) => {
        const [cloudId = "", machineId = ""] = place.split(" ");
        return {
          ...{ customerId, meter, at: new Date(at), cloudId, machineId },
          serviceId: serviceOf(machineId),
          quantity: total(parts),
        };
      });
  });
}

function grouped<Key>(rows: StoredTick[], keyOf: (row: StoredTick) => Key): Map<Key, StoredTick[]> {
  const groups = new Map<Key, StoredTick[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

const largestTick = (rows: StoredTick[]): StoredTick[] =>
  [...grouped(rows, ({ tick }) => tick.getTime())]
    .sort(([a], [b]) => a - b)
    .map(([, parts]) => parts)
    .reduce((best, parts) => (new Exact(total(parts)).gt(total(best)) ? parts : best));

const total = (rows: StoredTick[]) => rows.reduce((sum, { value }) => sum.plus(value), new Exact(0)).toFixed();

function bucketOf(tick: Date, { grain, zone = "UTC" }: Buckets): number {
  if (grain === "tick") return tick.getTime();
  if (grain === "day") return calendarWindow("day", tick, zone).start.getTime();
  const shift = hourShift(tick, zone);
  return Math.floor((tick.getTime() + shift) / hour) * hour - shift;
}
