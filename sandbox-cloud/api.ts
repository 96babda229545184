import { type Clock, iso } from "./clock";
import { CloudError } from "./cloud-error";
import type { Failures } from "./failures";
import { readOrder } from "./instance-record";
import type { Instances } from "./instances";
import type { Notices } from "./notices";
import type { CloudOptions } from "./options";
import type { RequestLog } from "./request-log";
import type { StorageAccounts } from "./storage-accounts";
import { usagePage } from "./usage";

const VERSION = "1";

/** Everything a request may need. */
export interface Cloud {
  options: CloudOptions;
  now: Clock;
  instances: Instances;
  notices: Notices;
  failures: Failures;
  log: RequestLog;
  storage: StorageAccounts;
  /** `http://127.0.0.1:PORT`, known once the cloud listens. */
  address: string;
}

export interface ApiRequest {
  method: string;
  /** The decoded parts of the path after `/v1`. */
  parts: string[];
  query: URLSearchParams;
  body: Record<string, unknown>;
}

/** `lost`: the work is done, and the connection is to be dropped. */
export interface ApiAnswer {
  status: number;
  body?: unknown;
  lost?: boolean;
}

/**
 * Answers a request of the JSON API (docs/sandbox-cloud.md).
 *
 * @throws CloudError what is refused
 */
export async function apiAnswer(cloud: Cloud, request: ApiRequest): Promise<ApiAnswer> {
  const { method, parts, query, body } = request;
  const [collection = "", id, verb] = parts;
  const depth = parts.length;
  const call = `${method} ${[collection, ...(id === undefined ? [] : ["ID"]), ...(verb === undefined ? [] : [verb])].join("/")}`;
  if (depth <= 3) {
    switch (call) {
      case "GET ": {
        const { name, region } = cloud.options;
        return {
          status: 200,
          body: { name, region, program: "sandbox-cloud", version: VERSION, time: iso(cloud.now()) },
        };
      }
      case "GET inventory":
        return { status: 200, body: cloud.instances.inventory() };
      case "GET instances":
        return {
          status: 200,
          body: cloud.instances.page(instanceFilter(query), query.get("after"), cloud.options.pageSize),
        };
      case "POST instances":
        return createInstance(cloud, body);
      case "GET instances/ID":
        return { status: 200, body: cloud.instances.show(id ?? "") };
      case "DELETE instances/ID":
        return deleteInstance(cloud, id ?? "");
      case "POST instances/ID/exec":
        return execOnInstance(cloud, id ?? "", body);
      case "GET usage":
        return { status: 200, body: usage(cloud, query) };
      case "GET notices":
        return { status: 200, body: { notices: cloud.notices.all() } };
      case "POST notices":
        return takeNotice(cloud, body);
      case "GET requests":
        return { status: 200, body: { requests: cloud.log.all() } };
      case "GET storage":
        return { status: 200, body: { accounts: cloud.storage.list() } };
      case "PUT storage/ID":
        return ensureStorage(cloud, id ?? "", body);
    }
  }
  throw new CloudError(404, "not_found", `There is no ${method} /v1/${parts.join("/")}.`);
}

async function createInstance(cloud: Cloud, body: Record<string, unknown>): Promise<ApiAnswer> {
  const order = readOrder(body);
  const names = [order.name, order.flavor, order.account];
  const { result, lost } = await cloud.failures.around(names, `create ${order.key}`, () =>
    cloud.instances.create(order),
  );
  return { status: result.created ? 201 : 200, body: result.instance, lost };
}

async function deleteInstance(cloud: Cloud, id: string): Promise<ApiAnswer> {
  const { name } = cloud.instances.show(id);
  // "The first time" belongs to the key an instance was created with; ending it is not part of that.
  const names = name.includes("-once-") ? [] : [name];
  const { lost } = await cloud.failures.around(names, `delete ${id}`, () => cloud.instances.delete(id));
  return { status: 204, lost };
}

async function execOnInstance(cloud: Cloud, id: string, body: Record<string, unknown>): Promise<ApiAnswer> {
  const { command, detach, timeoutSeconds } = body;
  if (typeof command !== "string" || command === "") throw new CloudError(422, "invalid", "command must be a string.");
  if (timeoutSeconds !== undefined && !(typeof timeoutSeconds === "number" && timeoutSeconds > 0)) {
    throw new CloudError(422, "invalid", "timeoutSeconds must be a number above 0.");
  }
  return { status: 200, body: await cloud.instances.exec(id, command, detach === true, timeoutSeconds) };
}

async function takeNotice(cloud: Cloud, body: Record<string, unknown>): Promise<ApiAnswer> {
  const names = [body.id, body.account].filter((name) => typeof name === "string");
  const { result, lost } = await cloud.failures.around(names, `notice ${body.id}`, () => cloud.notices.take(body));
  return { status: 202, body: result, lost };
}

async function ensureStorage(cloud: Cloud, name: string, body: Record<string, unknown>): Promise<ApiAnswer> {
  const work = () => cloud.storage.ensure(name, body.quotaBytes);
  const { result, lost } = await cloud.failures.around([name], `storage ${name}`, work);
  const { account, password } = result;
  return { status: 200, body: { url: `${cloud.address}/storage/${account}/`, user: account, password }, lost };
}

function instanceFilter(query: URLSearchParams) {
  const tags: Record<string, string> = {};
  for (const [name, value] of query) if (name.startsWith("tag.")) tags[name.slice(4)] = value;
  return { account: query.get("account") ?? undefined, tags, deleted: query.get("deleted") === "true" };
}

function usage(cloud: Cloud, query: URLSearchParams) {
  const nowMs = cloud.now();
  const instant = (name: string, fallback: number) => {
    const text = query.get(name);
    const ms = text ? Date.parse(text) : fallback;
    if (Number.isNaN(ms)) throw new CloudError(422, "invalid", `${name} must be an ISO instant.`);
    return ms;
  };
  return usagePage(
    cloud.instances.periods(),
    instant("since", 0),
    Math.min(nowMs, instant("until", nowMs)),
    cloud.options.pageSize,
  );
}
