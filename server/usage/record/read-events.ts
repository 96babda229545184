import { setImmediate as turn } from "node:timers/promises";
import { DomainError } from "../../errors";
import type { Hold } from "../../http/body-budget";
import { readSent } from "../../http/read-body";
import { type RecordFault, recordBytes, recordsPerRequest, requestBytes, type UsageInput } from "../input";
import { arrayElements } from "./array-elements";
import { readCloudEvent } from "./cloud-event";
import { parseExactJson } from "./exact-json";

const structured = "application/cloudevents+json";
const batched = "application/cloudevents-batch+json";
/** After so many bytes others have their turn: reading a whole request takes up to some seconds of the processor. */
const bytesPerTurn = 256 * 1024;
const byteOrderMark = Buffer.from("\u{feff}");

/** The records of a request that can be read, each with its place in the request, and the faults of the others. */
export type ReadEvents = { records: (UsageInput & { index: number })[]; faults: RecordFault[]; total: number };

/**
 * Reads CloudEvents in the three content modes of the HTTP binding: structured, batched (always an array), binary
 * (`ce-*` headers). Records are read one by one, each bounded in size: of its text nothing stays in memory but what a
 * record has.
 * @throws DomainError with a sentence: 400 no JSON, 413 too many or too large, 415 another content type.
 */
export async function readEvents(request: globalThis.Request, hold?: Hold): Promise<ReadEvents> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const binary = type !== structured && type !== batched && request.headers.has("ce-specversion");
  if (!binary && type !== structured && type !== batched)
    throw new DomainError(
      "unsupported_media_type",
      `Send CloudEvents as ${structured} (one), ${batched} (an array), or application/json with ce-* headers.`,
    );
  if (binary && type !== "application/json")
    throw new DomainError(
      "unsupported_media_type",
      `Send the data of a CloudEvent as application/json, not as ${type}.`,
    );
  const length = Number(request.headers.get("content-length") ?? 0);
  if (length > requestBytes) throw tooLarge();
  const sent = await readSent(request, { limitBytes: requestBytes, hold }).catch((error: unknown) => {
    throw error instanceof DomainError && error.code === "too_large" ? tooLarge() : error;
  });
  const body = sent.subarray(sent.indexOf(byteOrderMark) === 0 ? byteOrderMark.length : 0);
  const read: ReadEvents = { records: [], faults: [], total: 0 };
  if (type === batched) await readBatch(read, body);
  else readSingle(read, body, (data) => (binary ? eventOfHeaders(request.headers, data) : data));
  return read;
}

async function readBatch(read: ReadEvents, body: Buffer): Promise<void> {
  let sinceTurn = 0;
  try {
    for (const element of arrayElements(body)) {
      if (read.total === recordsPerRequest)
        throw new DomainError(
          "too_large",
          `A request takes at most ${recordsPerRequest} records; this one has more. Nothing was recorded: send them in parts.`,
        );
      const entry = read.total;
      readRecord(read, element, (text) => parse(text, `entry ${entry}: `));
      sinceTurn += element.length;
      if (sinceTurn < bytesPerTurn) continue;
      await turn();
      sinceTurn = 0;
    }
  } catch (error) {
    throw error instanceof SyntaxError ? unreadable("no JSON array of CloudEvents", error.message) : error;
  }
}

function readSingle(read: ReadEvents, body: Buffer, eventOf: (value: unknown) => unknown): void {
  try {
    readRecord(read, body, (text) => eventOf(parse(text)));
  } catch (error) {
    throw error instanceof SyntaxError ? unreadable("not JSON", error.message) : error;
  }
}

/** Reads the next record of a request from its text. @throws SyntaxError where that is no JSON */
function readRecord(read: ReadEvents, text: Buffer, eventOf: (text: Buffer) => unknown): void {
  const index = read.total;
  read.total += 1;
  const fault = (detail: string, event?: unknown) =>
    read.faults.push({ index, ...named(event), status: 400, code: "invalid", detail });
  if (text.length > recordBytes)
    return void fault(
      `A record takes at most ${recordBytes / 1024} KiB; this one has ${Math.ceil(text.length / 1024)}.`,
    );
  const event = eventOf(text);
  const one = readCloudEvent(event);
  if ("record" in one) read.records.push({ ...one.record, index });
  else fault(one.fault, event);
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @throws SyntaxError; `place`: where the text stands */
function parse(text: Buffer, place = ""): unknown {
  try {
    return parseExactJson(utf8.decode(text));
  } catch (error) {
    const why = error instanceof TypeError ? "its text is not UTF-8" : (error as Error).message;
    throw new SyntaxError(`${place}${why}`);
  }
}

const unreadable = (what: string, why: string) =>
  new DomainError("invalid_input", `The body is ${what}: ${why}. Nothing was recorded.`);

function named(event: unknown): { id: string | null; source: string | null } {
  const { id, source } = (event ?? {}) as Record<string, unknown>;
  const short = (value: unknown) =>
    typeof value === "string" && value.length <= 300 && !/\p{Cc}/u.test(value) ? value : null;
  return { id: short(id), source: short(source) };
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
