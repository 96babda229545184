import { z } from "zod";
import { clockNow } from "../../../clock";
import { type CloudDriver, CloudError, type CloudMachine } from "../../driver";
import type { Exchange } from "../../record-exchange";

const inventory = z.object({
  flavors: z.array(
    z.object({
      id: z.string(),
      vcpu: z.number(),
      memoryBytes: z.coerce.bigint(),
      storageBytes: z.coerce.bigint(),
      pricePerHour: z.string(),
      currency: z.string(),
      capacity: z.number(),
    }),
  ),
  images: z.array(z.object({ id: z.string() })),
});
const instance = z.object({
  id: z.string(),
  name: z.string(),
  account: z.string(),
  flavor: z.string(),
  state: z.enum(["running", "stopped", "deleted"]),
  tags: z.record(z.string(), z.string()),
});
const usage = z.object({
  records: z.array(
    z.object({
      id: z.string(),
      instance: z.string().nullish(),
      account: z.string(),
      meter: z.string(),
      quantity: z.coerce.string(),
      start: z.string().nullish(),
      end: z.string(),
    }),
  ),
  next: z.string(),
  more: z.boolean().optional(),
});

/**
 * A cloud answers within this time or counts as unreachable. Two calls stay below the lease of an overflow, one below a
 * notice's.
 */
const answerMs = 10_000;

type Connection = { url: string; token: string; record: (exchange: Exchange) => Promise<void> };

/** Speaks to a sandbox cloud by docs/sandbox-cloud.md. Every exchange is recorded, answered or not. */
export function sandboxDriver(connection: Connection): CloudDriver {
  async function call<T>(method: string, path: string, schema: z.ZodType<T>, body?: unknown): Promise<T> {
    const startedAt = clockNow();
    const began = performance.now();
    let status: number | null = null;
    let answer: unknown = null;
    let fault: CloudError | null = null;
    try {
      const response = await fetch(connection.url + path, {
        method,
        headers: { authorization: `Bearer ${connection.token}`, "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(answerMs),
      });
      status = response.status;
      const text = await response.text();
      answer = text === "" ? null : JSON.parse(text);
      if (!response.ok) fault = refusal(status, answer);
    } catch (error) {
      fault = new CloudError(`The cloud did not answer: ${(error as Error).message}.`, status, "unreachable");
    }
    const tookMs = Math.round(performance.now() - began);
    await connection.record({
      method,
      path,
      request: body ?? null,
      status,
      answer,
      error: fault?.message ?? null,
      startedAt,
      tookMs,
    });
    if (fault) throw fault;
    return schema.parse(answer);
  }
  const machineOrNull = async (id: string): Promise<CloudMachine | null> => {
    try {
      return await call("GET", `/v1/instances/${encodeURIComponent(id)}`, instance);
    } catch (error) {
      if (error instanceof CloudError && error.status === 404) return null;
      throw error;
    }
  };
  return {
    testConnection: () => call("GET", "/v1", z.object({ name: z.string(), region: z.string() })),
    inventory: async () => {
      const { flavors, images } = await call("GET", "/v1/inventory", inventory);
      return flavors.flatMap(({ id, ...flavor }) =>
        images.map((image) => ({ ...flavor, flavor: id, image: image.id })),
      );
    },
    usageSince: async (since) => {
      const read = await call("GET", `/v1/usage?since=${encodeURIComponent(since.toISOString())}`, usage);
      return {
        next: new Date(read.next),
        more: read.more ?? false,
        records: read.records.map((record) => ({
          id: record.id,
          instanceId: record.instance ?? null,
          account: record.account,
          meter: record.meter,
          quantity: record.quantity,
          startedAt: record.start ? new Date(record.start) : null,
          endedAt: new Date(record.end),
        })),
      };
    },
    ensureMachine: (order) =>
      call("POST", "/v1/instances", instance, { ...order, userData: Buffer.from(order.userData).toString("base64") }),
    machine: machineOrNull,
    listTagged: (name, value) =>
      call("GET", `/v1/instances?tag.${encodeURIComponent(name)}=${encodeURIComponent(value)}`, instancesOf),
    deleteMachine: async (id) => {
      await call("DELETE", `/v1/instances/${encodeURIComponent(id)}`, z.unknown());
    },
    notify: (notice) => call("POST", "/v1/notices", z.object({ receipt: z.string() }), notice),
    ensureStorage: (account, quotaBytes) =>
      call(
        "PUT",
        `/v1/storage/${encodeURIComponent(account)}`,
        z.object({ url: z.string(), user: z.string(), password: z.string() }),
        {
          quotaBytes: quotaBytes.toString(),
        },
      ),
  };
}

const instancesOf = z.union([
  z.array(instance),
  z.object({ instances: z.array(instance) }).transform((body) => body.instances),
]);

function refusal(status: number, answer: unknown): CloudError {
  const body = z.object({ error: z.string().optional(), message: z.string().optional() }).safeParse(answer);
  const said = body.data?.message ?? body.data?.error ?? `status ${status}`;
  if (body.data?.error === "no_capacity") return new CloudError(`No capacity left: ${said}`, status, "no_capacity");
  return new CloudError(`The cloud answered ${status}: ${said}`, status, status >= 500 ? "failed" : "refused");
}
