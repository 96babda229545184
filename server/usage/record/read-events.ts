import { DomainError } from "../../errors";
import { readText } from "../../http/read-body";
import { type RecordFault, recordsPerRequest, requestBytes, type UsageInput } from "../input";
import { readCloudEvent } from "./cloud-event";
import { parseExactJson } from "./exact-json";

const structured = "application/cloudevents+json";
const batched = "application/cloudevents-batch+json";

/** The records of a request that can be read, each with its place in the request, and the faults of the others. */
export type ReadEvents = { records: (UsageInput & { index: number })[]; faults: RecordFault[]; total: number };

/**
 * Reads CloudEvents in the three content modes of the HTTP binding: structured, batched (always an array), binary
 * (`ce-*` headers).
 * @throws DomainError with a sentence: 400 no JSON, 413 too many or too large, 415 another content type.
 */
export async function readEvents(request: globalThis.Request): Promise<ReadEvents> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const binary = type !== structured && type !== batched && request.headers.has("ce-specversion");
  if (!binary && type !== structured && type !== batched)
    throw new DomainError(
      "unsupported_media_type",
      `Send CloudEvents as ${structured} (one), ${batched} (an array), or application/json with ce-* headers.`,
    );
  const length = Number(request.headers.get("content-length") ?? 0);
  if (length > requestBytes) throw tooLarge();
  const body = await readText(request, { limitBytes: requestBytes, types: [binary ? "application/json" : type] }).catch(
    (error: unknown) => {
      throw error instanceof DomainError && error.code === "too_large" ? tooLarge() : error;
    },
  );
  const value = parse(body);
  if (type === batched && !Array.isArray(value))
    throw new DomainError("invalid_input", `A batch (${batched}) is always a JSON array of CloudEvents.`);
  const events = type === batched ? (value as unknown[]) : [binary ? eventOfHeaders(request.headers, value) : value];
  if (events.length > recordsPerRequest)
    throw new DomainError(
      "too_large",
      `A request takes at most ${recordsPerRequest} records; this one has ${events.length}. Send them in parts.`,
    );
  return readAll(events);
}

function readAll(events: unknown[]): ReadEvents {
  const result: ReadEvents = { records: [], faults: [], total: events.length };
  for (const [index, event] of events.entries()) {
    const read = readCloudEvent(event);
    if ("record" in read) result.records.push({ ...read.record, index });
    else result.faults.push({ index, ...named(event), status: 400, code: "invalid", detail: read.fault });
  }
  return result;
}

function named(event: unknown): { id: string | null; source: string | null } {
  const { id, source } = (event ?? {}) as Record<string, unknown>;
  const short = (value: unknown) =>
    typeof value === "string" && value.length <= 300 && !/\p{Cc}/u.test(value) ? value : null;
  return { id: short(id), source: short(source) };
}

function parse(body: string): unknown {
  try {
    return parseExactJson(body);
  } catch (error) {
    throw new DomainError("invalid_input", `The body is not JSON: ${(error as Error).message}. Nothing was recorded.`);
  }
}

/** Binary mode: attributes are percent-encoded headers, the body is the data. */
function eventOfHeaders(headers: Headers, data: unknown): Record<string, unknown> {
  const event: Record<string, unknown> = { data, datacontenttype: headers.get("content-type") };
  for (const [name, value] of headers) {
    if (name.startsWith("ce-")) event[name.slice(3)] = decoded(value);
  }
  return event;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // A lone percent sign is itself.
  }
}

const tooLarge = () =>
  new DomainError("too_large", `A request takes at most ${requestBytes / 1024 / 1024} MiB. Send the records in parts.`);
