import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { DomainError } from "../errors";

const kib = 1024;
const machineBodyBytes = 256 * kib;

type Expected = { limitBytes?: number; types?: readonly string[] };

/**
 * The body as text (UTF-8), also one that was sent with `Content-Encoding: gzip`.
 * @throws DomainError unsupported_media_type, too_large (neither read nor inflated further than the limit),
 * invalid_input when it is no UTF-8 or no gzip.
 */
export async function readText(
  request: globalThis.Request,
  { limitBytes = machineBodyBytes, types = ["application/json"] }: Expected = {},
): Promise<string> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!types.includes(type))
    throw new DomainError(
      "unsupported_media_type",
      `Send ${types.join(" or ")}; this came ${type === "" ? "without a Content-Type" : `as ${type}`}.`,
    );
  const body = await readSent(request, limitBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new DomainError("invalid_input", "The body is not UTF-8. Send text in UTF-8.");
  }
}

/**
 * The body as bytes, inflated where it was sent with `Content-Encoding: gzip`.
 * @throws unsupported_media_type for another encoding, too_large, invalid_input
 */
export async function readSent(request: globalThis.Request, limitBytes: number = machineBodyBytes): Promise<Buffer> {
  const coding = contentCoding(request);
  const sent = await readBytes(request, limitBytes);
  return coding === "gzip" ? inflate(sent, limitBytes) : sent;
}

/** Whether the body is compressed. @throws unsupported_media_type for what is not read here */
function contentCoding(request: globalThis.Request): "gzip" | "identity" {
  const coding = request.headers.get("content-encoding")?.trim().toLowerCase() || "identity";
  if (coding === "gzip" || coding === "x-gzip") return "gzip";
  if (coding === "identity") return coding;
  throw new DomainError("unsupported_media_type", "Send the body as it is, or with Content-Encoding: gzip.");
}

/** The body as it was sent. @throws too_large */
async function readBytes(request: globalThis.Request, limitBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    length += read.value.byteLength;
    // Not cancelled: that would close the connection under a sender who is still writing (read-out.ts reads the rest).
    if (length > limitBytes) throw tooLarge(limitBytes);
    chunks.push(read.value);
  }
  return Buffer.concat(chunks);
}

const gunzipped = promisify(gunzip);

/** Inflates to the limit and no further, however much more there would be. @throws too_large, invalid_input */
async function inflate(sent: Buffer, limitBytes: number): Promise<Buffer> {
  try {
    return await gunzipped(sent, { maxOutputLength: limitBytes });
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(limitBytes);
    throw new DomainError("invalid_input", "The body is not gzip, as its Content-Encoding says.");
  }
}

const tooLarge = (limitBytes: number) =>
  new DomainError("too_large", `The body is larger than ${Math.floor(limitBytes / kib)} KiB. Send it in parts.`);

/** The body as JSON. @throws as readText, and invalid_input when it is no JSON. */
export async function readJson(request: globalThis.Request, expected?: Expected): Promise<unknown> {
  const text = await readText(request, expected);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DomainError("invalid_input", `The body is not JSON: ${(error as Error).message}.`);
  }
}
