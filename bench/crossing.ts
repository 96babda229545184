import { setTimeout as delay } from "node:timers/promises";
import { inProvider } from "@/server/context";
import { createApiKey } from "@/server/identity/create-api-key";
import { call } from "./http-call";
import { startWeb, startWorker } from "./web";
import { type Bench, type Customer, job, type World } from "./world";

const flow = { customers: 50, machines: 20, batch: 100, everyMs: 100 };
const betweenMs = 150;

/**
 * From the call with the reading that goes over a limit to its billing event in the database, by a web and a worker,
 * while 1,000 records a second of 50 other companies flow through both, and while nobody else sends. Each crossing is
 * another company's, since one is raised once. The distribution goes to standard error.
 */
export const crossing: Bench = async function* (world, scale) {
  const others = await world.customers(flow.customers, flow.machines);
  const web = await startWeb(world.databaseUrl);
  const worker = startWorker(world.databaseUrl);
  try {
    const senders = await Promise.all(others.map((customer) => senderOf(web.origin, customer)));
    const crossings = async (count: number, isBusy: boolean) => {
      const hot = await world.customers(count, 1, { limit: "4" });
      const own = await Promise.all(hot.map((customer) => senderOf(web.origin, customer)));
      return async () => {
        const load = { over: false, records: 0 };
        const begun = performance.now();
        const flowing = isBusy ? flowing1000(senders, load) : Promise.resolve();
        const times: number[] = [];
        for (const [n, customer] of hot.entries()) {
          await delay(betweenMs);
          times.push(await untilRaised(world, customer, own[n] as Sender));
        }
        load.over = true;
        await flowing;
        const rate = load.records / ((performance.now() - begun) / 1000);
        process.stderr.write(`crossing: ${distribution(times)} beside ${rate.toFixed(0)} records/s\n`);
      };
    };
    yield {
      what: "from the reading over the limit to its event, beside 1,000 records a second (with the pause before each)",
      size: Math.max(5, Math.round(50 * scale)),
      unit: "ms each",
      subject: (count) => crossings(count, true),
      floors: [{ name: "the same while nobody else sends", prepare: (count) => crossings(count, false) }],
    };
  } finally {
    await worker.close();
    await web.close();
  }
};

async function untilRaised({ bare }: World, { id }: Customer, send: Sender): Promise<number> {
  const begun = performance.now();
  await send(1, 5);
  for (;;) {
    const [raised] = await bare`select from billing_events where customer_id = ${id} limit 1`;
    if (raised) return performance.now() - begun;
    if (performance.now() - begun > 60_000) throw new Error("No billing event was raised in a minute.");
    await delay(2);
  }
}

/** Sends a batch each tenth of a second, whether the ones before are answered or not. */
async function flowing1000(senders: readonly Sender[], load: { over: boolean; records: number }): Promise<void> {
  const answers: Promise<void>[] = [];
  const begun = performance.now();
  for (let n = 0; !load.over; n++) {
    const send = senders[n % senders.length] as Sender;
    const counted = () => {
      load.records += flow.batch;
    };
    answers.push(send(flow.batch, 1).then(counted));
    await delay(Math.max(0, begun + (n + 1) * flow.everyMs - performance.now()));
  }
  await Promise.all(answers);
}

function distribution(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(0);
  return `${sorted.length} crossings, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, the longest ${at(1)} ms`;
}

type Sender = (records: number, quantity: number) => Promise<void>;
let sent = 0;

/** @throws Error where a call is not answered 204 */
async function senderOf(origin: string, { id, machines }: Customer): Promise<Sender> {
  const { key } = await inProvider(job(), (ctx) =>
    createApiKey(ctx, { customerId: id, scopes: ["usage:write"], label: "bench" }),
  );
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" };
  return async (records, quantity) => {
    const events = Array.from({ length: records }, () => ({
      specversion: "1.0",
      ...{ id: `cross-${++sent}`, source: "bench", type: "units", subject: machines[sent % machines.length]?.id },
      ...{ time: new Date().toISOString(), data: { quantity } },
    }));
    const { status } = await call(origin, "POST", "/api/v1/events", headers, JSON.stringify(events));
    if (status !== 204) throw new Error(`A call was answered ${status}.`);
  };
}
