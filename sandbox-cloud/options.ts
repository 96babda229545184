import { resolve } from "node:path";
import { parseArgs } from "node:util";

export interface CloudOptions {
  name: string;
  region: string;
  port: number;
  data: string;
  /** Every request carries it. */
  token: string;
  /** Multiplies every price of the inventory, e.g. 0.9. */
  priceFactor: number;
  /** How many instances of each flavor fit. */
  capacity: number;
  /** The most instances or usage records that one answer holds. */
  pageSize: number;
}

/**
 * Reads the command line: `--name --port --data [--region R] [--price-factor 1] [--capacity 8] [--page-size 5000]`, and
 * the token from `SANDBOX_TOKEN`: arguments can be read by every user of the machine.
 *
 * @throws Error with a sentence for the person who typed it
 */
export function readOptions(argv: string[], env: NodeJS.ProcessEnv): CloudOptions {
  const { values } = parseArgs({
    args: argv,
    options: {
      name: { type: "string" },
      region: { type: "string" },
      port: { type: "string", default: "0" },
      data: { type: "string" },
      "price-factor": { type: "string", default: "1" },
      capacity: { type: "string", default: "8" },
      "page-size": { type: "string", default: "5000" },
    },
  });
  const name = values.name ?? "";
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    throw new Error("--name must be lower-case letters, digits and hyphens.");
  if (!values.data) throw new Error("--data must name the directory of the cloud's store.");
  if (!env.SANDBOX_TOKEN) throw new Error("SANDBOX_TOKEN must be set: every request carries it.");
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error("--port must be a number from 0 to 65535.");
  const priceFactor = Number(values["price-factor"]);
  if (!(priceFactor > 0 && priceFactor < 1000)) throw new Error("--price-factor must be a number above 0.");
  const capacity = Number(values.capacity);
  if (!Number.isInteger(capacity) || capacity < 0) throw new Error("--capacity must be a whole number.");
  const pageSize = Number(values["page-size"]);
  if (!Number.isInteger(pageSize) || pageSize < 1) throw new Error("--page-size must be a whole number from 1.");
  return {
    name,
    region: values.region ?? `${name}-1`,
    port,
    data: resolve(values.data),
    token: env.SANDBOX_TOKEN,
    priceFactor,
    capacity,
    pageSize,
  };
}
