import { inProvider } from "@/server/context";
import { createApiKey } from "@/server/identity/create-api-key";
import { sideBySide } from "./measure";
import { startWeb } from "./web";
import { type Bench, type Customer, job } from "./world";

/** How many requests of the busy sender are in flight at once: the most that it may have. */
const inFlight = 24;
const batch = 1000;

/**
 * What a sender of single records waits over HTTP while another sends batches of 1,000 without a pause, and what it
 * waits alone (docs/operations.md: one sender never holds up others). Client, web and database share the cores.
 */
export const fairness: Bench = async function* (world, scale) {
  const [small, busy] = (await world.customers(2, 50)) as [Customer, Customer];
  const web = await startWeb(world.databaseUrl);
  try {
    const [own, other] = [await senderOf(web.origin, small), await senderOf(web.origin, busy)];
    const singles = async (calls: number) => {
      for (let n = 0; n < calls; n++) if ((await own(1)) !== 204) throw new Error("A single record was refused.");
    };
    yield {
      what: `a record of one sender, while another sends batches of ${batch.toLocaleString("en-US")}, ${inFlight} at once`,
      size: Math.max(5, Math.round(50 * scale)),
      unit: "ms each",
      subject: async (calls) => {
        let over = false;
        const flood = sideBySide(Array.from({ length: inFlight }), inFlight, async () => {
          while (!over) await other(batch);
        });
        await other(1);
        return async () => {
          await singles(calls);
          over = true;
          await flood;
        };
      },
      floors: [{ name: "the same record, while nobody else sends", prepare: (calls) => () => singles(calls) }],
    };
  } finally {
    await web.close();
  }
};

let sent = 0;
/** Sends so many records with a key of the customer's own. @returns the status */
async function senderOf(origin: string, { id, machines }: Customer): Promise<(records: number) => Promise<number>> {
  const { key } = await inProvider(job(), (ctx) =>
    createApiKey(ctx, { customerId: id, scopes: ["usage:write"], label: "bench" }),
  );
  return async (records) => {
    const events = Array.from({ length: records }, () => ({
      specversion: "1.0",
      id: `fair-${++sent}`,
      source: "bench",
      type: "units",
      subject: machines[sent % machines.length]?.id,
      time: new Date().toISOString(),
      data: { quantity: 5 },
    }));
    const answer = await fetch(`${origin}/api/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" },
      body: JSON.stringify(events),
    });
    await answer.arrayBuffer();
    return answer.status;
  };
}
