import { join } from "node:path";
import { CloudError } from "./cloud-error";
import type { ProcessMark } from "./process-table";
import type { RunningPeriod } from "./usage";

/**
 * One instance as it is stored in DIR/instances/ID/instance.json. A deleted one stays on record: its use was metered.
 */
export interface InstanceRecord {
  id: string;
  key: string;
  number: number;
  name: string;
  account: string;
  flavor: string;
  image: string;
  tags: Record<string, string>;
  /** base64, as it came. */
  userData: string;
  state: "running" | "stopped" | "deleted";
  createdAt: string;
  /** Absent until the first boot was started: a cloud killed in between boots it at its next start. */
  booted?: true;
  /** When it stopped or was deleted. */
  endedAt?: string;
  vcpu: number;
  facts: { serial: string; totalBytes: number; availableBytes: number };
  process?: ProcessMark;
}

export interface InstanceOrder {
  key: string;
  name: string;
  account: string;
  flavor: string;
  image: string;
  tags: Record<string, string>;
  userData: string;
}

/**
 * Reads the body of `POST /v1/instances`.
 *
 * @throws CloudError 422 `invalid` naming the field
 */
export function readOrder(body: Record<string, unknown>): InstanceOrder {
  const field = (name: string, fallback?: string) => {
    const value = body[name] ?? fallback;
    if (typeof value !== "string" || (fallback === undefined && value === "")) {
      throw new CloudError(422, "invalid", `An instance needs ${name}, a string.`);
    }
    return value;
  };
  const tags = body.tags ?? {};
  const plain = typeof tags === "object" && !Array.isArray(tags);
  if (!plain || Object.values(tags as object).some((value) => typeof value !== "string")) {
    throw new CloudError(422, "invalid", "tags must be an object of strings.");
  }
  return {
    key: field("key"),
    name: field("name"),
    account: field("account"),
    flavor: field("flavor"),
    image: field("image"),
    tags: { ...(tags as Record<string, string>) },
    userData: field("userData", ""),
  };
}

/** An instance as the API shows it. */
export function shown(instances: string, record: InstanceRecord) {
  const { id, name, account, flavor, image, tags, state, createdAt, facts } = record;
  return { id, name, account, flavor, image, tags, state, createdAt, root: rootOf(instances, id), facts };
}

/** The directory that is the machine. */
export function rootOf(instances: string, id: string): string {
  return join(instances, id, "root");
}

/** When an instance ran, for its usage. */
export function periodOf(record: InstanceRecord): RunningPeriod {
  const { id, account, vcpu, createdAt, endedAt } = record;
  const period = { instance: id, account, vcpu, fromMs: Date.parse(createdAt) };
  return endedAt ? { ...period, toMs: Date.parse(endedAt) } : period;
}
