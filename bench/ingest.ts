import { newRequest, type Request } from "@/server/context";
import type { UsageInput } from "@/server/usage/input";
import { recordUsage } from "@/server/usage/record/record-usage";
import { floorTables } from "./ingest-floor";
import { type Comparison, sideBySide } from "./measure";
import { type Bench, type Customer, now } from "./world";

const tickMs = 15 * 60_000;
const batch = 1000;
/** `shared`: ten readings of each machine in a tick. `own`: one, so that every record opens a rollup row of its own. */
type Shape = "shared" | "own";
type Batch = { request: Request; customerId: string; records: UsageInput[] };

/** Recording usage by the verb that every way in ends in, against PostgreSQL alone. */
export const ingest: Bench = async function* (world, scale) {
  const customers = await world.customers(4, batch);
  const floor = await floorTables(world);
  let made = 0;
  /**
   * So many records of each of these customers, every batch in the tick after the last; whole batches where there are
   * many.
   */
  const batches = (of: Customer[], records: number, shape: Shape, most = batch): Batch[] =>
    of.flatMap((customer) =>
      Array.from({ length: Math.ceil(records / of.length / most) }, () => ({
        request: newRequest(
          { kind: "key", id: "key_bench", label: "bench", scopes: ["usage:write"], customerId: customer.id },
          now,
        ),
        customerId: customer.id,
        records: readings(customer, ++made, shape, most),
      })),
    );
  const record = ({ request, customerId, records }: Batch) =>
    recordUsage(request, { sourceKind: "program", customerId, records });

  const fresh = (what: string, of: Customer[], shape: Shape, lines: number, size: number): Comparison => ({
    what,
    size,
    unit: "/s",
    noun: "rows",
    subject: (records) => {
      const all = batches(of, records, shape);
      return () => sideBySide(all, lines, record);
    },
    floors: [
      {
        name: "the same rows by INSERT",
        prepare: async (records) => {
          const all = batches(of, records, shape).map((one) => floor.rowsOf(one.customerId, one.records));
          return () => sideBySide(all, lines, floor.insert);
        },
      },
      {
        name: "the same rows by COPY",
        prepare: async (records) => {
          const all = batches(of, records, shape).map((one) => floor.textOf(one.customerId, one.records));
          return () => sideBySide(all, lines, floor.copy);
        },
      },
    ],
  });

  const size = Math.max(4000, 8000 * scale);
  const one = customers.slice(0, 1);
  yield fresh("10 readings a tick and machine, 1 connection", one, "shared", 1, size);
  yield fresh("10 readings a tick and machine, 4 connections, 4 customers", customers, "shared", 4, size);
  yield fresh("10 readings a tick and machine, 4 connections, 1 customer", one, "shared", 4, size);
  yield fresh("1 reading a tick and machine, 1 connection", one, "own", 1, size);
  yield fresh("1 reading a tick and machine, 4 connections, 4 customers", customers, "own", 4, size);

  yield {
    what: "the same batches again (duplicates), 1 connection",
    size,
    unit: "/s",
    noun: "rows",
    subject: async (records) => {
      const all = batches(one, records, "shared");
      await sideBySide(all, 1, record);
      return () => sideBySide(all, 1, record);
    },
    floors: [
      {
        name: "INSERT … ON CONFLICT DO NOTHING of rows that are there",
        prepare: async (records) => {
          const all = batches(one, records, "shared").map((each) => floor.rowsOf(each.customerId, each.records));
          await sideBySide(all, 1, floor.insert);
          return () => sideBySide(all, 1, floor.insert);
        },
      },
    ],
  };

  yield {
    what: "one record a call, 1 connection",
    size: Math.max(20, 200 * scale),
    unit: "ms each",
    subject: (records) => {
      const all = batches(one, records, "shared", 1);
      return () => sideBySide(all, 1, record);
    },
    floors: [
      {
        name: "INSERT of one row, committed",
        prepare: (records) => {
          const all = batches(one, records, "shared", 1).map((each) => floor.rowsOf(each.customerId, each.records));
          return () => sideBySide(all, 1, floor.insert);
        },
      },
    ],
  };
};

/** Readings of a gauge in one tick, the ticks going back from now so that all fall into the running month. */
function readings({ machines }: Customer, nth: number, shape: Shape, count: number): UsageInput[] {
  const each = shape === "own" ? 1 : 10;
  const tick = Math.floor(now.getTime() / tickMs) * tickMs - (nth % 2700) * tickMs;
  return Array.from({ length: count }, (_, n) => ({
    id: `${nth}-${n}`,
    source: "bench",
    meter: "units",
    subject: machines[Math.floor(n / each)]?.id ?? null,
    at: new Date(tick + (n % each) * 60_000),
    start: null,
    quantity: String(1 + (n % 7)),
    cloud: null,
    customer: null,
  }));
}
