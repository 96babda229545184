import { z } from "zod";
import { clockNow } from "../../../clock";
import { type CloudCalls, CloudError, type CloudMachine } from "../../driver";
import { driverKind } from "../../driver-kind";
import {
  aboutAnswer,
  instanceAnswer,
  instancesAnswer,
  inventoryAnswer,
  receiptAnswer,
  storageAnswer,
  usageAnswer,
} from "./answers";
import { type SandboxCall, sandboxCall } from "./call";
import { sandboxConfiguration } from "./config";

/** The first reading of a cloud's use reaches this far back. */
const firstReadingMs = 24 * 3_600_000;
/** Pages of a list that are read at most. */
const pagesMax = 1000;

/** The stand-in host cloud, by docs/sandbox-cloud.md. */
export const sandboxKind = driverKind({
  name: "sandbox",
  label: "Sandbox cloud",
  capabilities: ["inventory", "prices", "usage", "machines", "storage", "notices"],
  configuration: sandboxConfiguration,
  readBareCredentials: (text) => ({ token: text }),
  open: ({ url }, { token }, record) => {
    const call = sandboxCall(url, token, record);
    return {
      testConnection: () => call("GET", "/v1", aboutAnswer),
      inventory: inventoryOf(call),
      usage: usageOf(call),
      machines: machinesOf(call),
      storage: storageOf(call),
      notices: { notify: (notice) => call("POST", "/v1/notices", receiptAnswer, notice) },
    };
  },
});

function inventoryOf(call: SandboxCall): CloudCalls["inventory"] {
  return {
    inventory: async () => {
      const { flavors, images } = await call("GET", "/v1/inventory", inventoryAnswer);
      return flavors.flatMap(({ id, pricePerHour, currency, ...flavor }) =>
        images.map((image) => ({
          ...flavor,
          flavor: id,
          image: image.id,
          price: { amount: pricePerHour, currency },
        })),
      );
    },
  };
}

/** The cursor is the instant from which the cloud is read on. */
function usageOf(call: SandboxCall): CloudCalls["usage"] {
  return {
    usageSince: async (cursor) => {
      const since = cursor ?? new Date(clockNow().getTime() - firstReadingMs).toISOString();
      const read = await call("GET", `/v1/usage?since=${encodeURIComponent(since)}`, usageAnswer);
      return {
        next: read.next,
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
  };
}

function machinesOf(call: SandboxCall): CloudCalls["machines"] {
  const unlessMissing = async <T>(work: Promise<T>): Promise<T | null> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof CloudError && error.status === 404) return null;
      throw error;
    }
  };
  const addressOf = (id: string) => `/v1/instances/${encodeURIComponent(id)}`;
  return {
    ensureMachine: (order) =>
      call("POST", "/v1/instances", instanceAnswer, {
        ...order,
        userData: Buffer.from(order.userData).toString("base64"),
      }),
    machine: (id) => unlessMissing(call("GET", addressOf(id), instanceAnswer)),
    listTagged: async (name, value) => {
      const found: CloudMachine[] = [];
      let after: string | null = null;
      for (let page = 0; page < pagesMax; page++) {
        const query = new URLSearchParams({ [`tag.${name}`]: value, ...(after ? { after } : {}) });
        const read: z.infer<typeof instancesAnswer> = await call("GET", `/v1/instances?${query}`, instancesAnswer);
        found.push(...read.instances);
        after = read.next ?? null;
        if (after === null) return found;
      }
      throw new CloudError(`The cloud lists more than ${pagesMax} pages of machines.`, null, "failed");
    },
    deleteMachine: async (id) => {
      await unlessMissing(call("DELETE", addressOf(id), z.unknown()));
    },
  };
}

function storageOf(call: SandboxCall): CloudCalls["storage"] {
  return {
    ensureStorage: (account, quotaBytes) =>
      call("PUT", `/v1/storage/${encodeURIComponent(account)}`, storageAnswer, { quotaBytes: quotaBytes.toString() }),
  };
}
