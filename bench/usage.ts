import { inProvider } from "@/server/context";
import { createApiKey } from "@/server/identity/create-api-key";
import { call } from "./http-call";
import { floorTables } from "./ingest-floor";
import { type Comparison, sideBySide } from "./measure";
import { startWeb, type Web, webProcesses } from "./web";
import { type Bench, type Customer, job, now } from "./world";

const eventsPath = "/api/v1/events";
/** 50 customers of 20 machines, each customer with a key of its own, as the machines of a fleet would send. */
const fleet = { customers: 50, machines: 20 };

/**
 * Usage over HTTP, from the client's socket to the durable answer: single records from one and from 32 connections,
 * and batches of 1,000 from four. Client, web and database share the cores. Where there are several web processes, a
 * floor is what one of them does with the same calls.
 */
export const usageOverHttp: Bench = async function* (world, scale) {
  const customers = await world.customers(fleet.customers, fleet.machines);
  const floor = await floorTables(world);
  const [first] = customers as [Customer];
  const sendersOf = async ({ origin }: Web) => ({
    all: await Promise.all(customers.map((customer) => senderOf(origin, customer))),
    // One key takes 1,000 requests in 10 s.
    several: await Promise.all(Array.from({ length: 16 }, () => senderOf(origin, first))),
  });
  const web = await startWeb(world.databaseUrl);
  const senders = await sendersOf(web);
  const single = webProcesses() > 1 ? await startWeb(world.databaseUrl, 1) : null;
  const ofSingle = single && (await sendersOf(single));
  /** So many calls of so many records, by these senders in turn. */
  const calls = (count: number, lines: number, of: Sender[], records: number) => () =>
    sideBySide(
      Array.from({ length: count }, (_, n) => of[n % of.length] as Sender),
      lines,
      (send) => send(records),
    );
  const bySingle = (lines: number, of: "all" | "several", each: number): Comparison["floors"] => {
    if (!ofSingle) return [];
    const prepare = (records: number) => calls(records / each, lines, ofSingle[of], each);
    return [{ name: "the same calls, one web process", prepare }];
  };
  const one = (lines: number, of: "all" | "several", what: string, count: number): Comparison => ({
    what,
    size: Math.max(lines, Math.round(count * scale)),
    unit: "/s",
    noun: "records",
    subject: (records) => calls(records, lines, senders[of], 1),
    floors: [
      {
        name: "Next answers nothing (OPTIONS)",
        prepare: (records) => () =>
          sideBySide(
            Array.from({ length: records }, () => 0),
            lines,
            () => call(web.origin, "OPTIONS", eventsPath, {}, ""),
          ),
      },
      {
        name: "the same rows by INSERT, each committed",
        prepare: (records) => {
          const rows = Array.from({ length: records }, (_, n) => {
            const { id, machines } = customers[n % customers.length] as Customer;
            return floor.rowsOf(id, [recordOf(machines[n % machines.length]?.id ?? "", `floor-${++sent}`)]);
          });
          return () => sideBySide(rows, lines, floor.insert);
        },
      },
      ...bySingle(lines, of, 1),
    ],
  });
  try {
    yield one(1, "all", "one record a call, 1 connection, 50 customers", 200);
    yield one(32, "all", "one record a call, 32 connections, 50 customers", 1600);
    yield one(16, "several", "one record a call, 16 connections, 16 keys of 1 customer", 400);
    yield {
      what: "batches of 1,000, 4 connections, 50 customers",
      size: Math.max(4000, 8000 * scale),
      unit: "/s",
      noun: "records",
      subject: (records) => calls(records / 1000, 4, senders.all, 1000),
      floors: [
        {
          name: "the same rows by INSERT",
          prepare: (records) => {
            const rows = Array.from({ length: records / 1000 }, (_, n) => {
              const { id, machines } = customers[n % customers.length] as Customer;
              const each = Array.from({ length: 1000 }, (_, m) =>
                recordOf(machines[m % machines.length]?.id ?? "", `floor-${++sent}`),
              );
              return floor.rowsOf(id, each);
            });
            return () => sideBySide(rows, 4, floor.insert);
          },
        },
        ...bySingle(4, "all", 1000),
      ],
    };
  } finally {
    await single?.close();
    await web.close();
  }
};

type Sender = (records: number) => Promise<void>;
let sent = 0;

const recordOf = (subject: string, id: string) => ({
  ...{ id, source: "bench", meter: "units", subject, at: new Date(now.getTime() - (sent % 3600) * 1000) },
  ...{ start: null, quantity: "5", cloud: null, customer: null },
});

/** Sends so many records of random machines of the customer in one call. @throws Error where it is not answered 204 */
async function senderOf(origin: string, { id, machines }: Customer): Promise<Sender> {
  const { key } = await inProvider(job(), (ctx) =>
    createApiKey(ctx, { customerId: id, scopes: ["usage:write"], label: "bench" }),
  );
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" };
  return async (records) => {
    const events = Array.from({ length: records }, () => ({
      specversion: "1.0",
      ...{ id: `http-${++sent}`, source: "bench", type: "units", subject: machines[sent % machines.length]?.id },
      time: new Date(Date.now() - (sent % 3600) * 1000).toISOString(),
      data: { quantity: 5 },
    }));
    const { status } = await call(origin, "POST", eventsPath, headers, JSON.stringify(events));
    if (status !== 204) throw new Error(`A call was answered ${status}.`);
  };
}
