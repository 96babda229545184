import type { Transform } from "node:stream";
import zlib from "node:zlib";
import { DomainError } from "../errors";
import type { Hold } from "./body-budget";

const kib = 1024;
const machineBodyBytes = 256 * kib;

/** `hold` counts the bytes that are read, as they were sent and unpacked. */
type Bounds = { limitBytes?: number; hold?: Hold };
type Expected = Bounds & { types?: readonly string[] };

/**
 * The body as text (UTF-8), also one that was sent compressed.
 * @throws DomainError unsupported_media_type, too_large (neither read nor unpacked further than the limit),
 * invalid_input when it is no UTF-8 or not what its Content-Encoding says.
 */
export async function readText(
  request: globalThis.Request,
  { types = ["application/json"], ...bounds }: Expected = {},
): Promise<string> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!types.includes(type))
    throw new DomainError(
      "unsupported_media_type",
      `Send ${types.join(" or ")}; this came ${type === "" ? "without a Content-Type" : `as ${type}`}.`,
    );
  const body = await readSent(request, bounds);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new DomainError("invalid_input", "The body is not UTF-8. Send text in UTF-8.");
  }
}

/**
 * The body as bytes, unpacked where it was sent with a `Content-Encoding`.
 * @throws unsupported_media_type for another encoding, too_large, invalid_input
 */
export async function readSent(
  request: globalThis.Request,
  { limitBytes = machineBodyBytes, hold = () => {} }: Bounds = {},
): Promise<Buffer> {
  const coding = contentCoding(request);
  const sent = await readBytes(request, limitBytes, hold);
  return coding ? unpack(sent, coding, limitBytes, hold) : sent;
}

/** What Node has since 22.15; the types are those of an older one. */
const { createZstdDecompress, constants } = zlib as typeof zlib & {
  createZstdDecompress?: (options: { params: Record<number, number> }) => Transform;
};
/** RFC 9659: a decoder of the content coding need not take more than 8 MiB, and what takes more costs its memory. */
const zstdWindowLog = 23;

/** The content codings that are read. zstd: where this Node.js has it. */
const unpackers: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ["gzip", () => zlib.createGunzip()],
  ...(createZstdDecompress
    ? [["zstd", () => createZstdDecompress({ params: { [windowLogMax()]: zstdWindowLog } })] as const]
    : []),
]);
const windowLogMax = () => (constants as typeof constants & { ZSTD_d_windowLogMax: number }).ZSTD_d_windowLogMax;

/** What a 415 states in Accept-Encoding. */
export const contentCodings = [...unpackers.keys()];

/** How the body is compressed; null: not at all. @throws unsupported_media_type for what is not read here */
function contentCoding(request: globalThis.Request): string | null {
  const named = request.headers.get("content-encoding")?.trim().toLowerCase() || "identity";
  if (named === "identity") return null;
  const coding = named === "x-gzip" ? "gzip" : named;
  if (unpackers.has(coding)) return coding;
  throw new DomainError(
    "unsupported_media_type",
    `Send the body as it is, or with Content-Encoding: ${contentCodings.join(" or ")}.`,
  );
}

/** The body as it was sent. @throws too_large */
async function readBytes(request: globalThis.Request, limitBytes: number, hold: Hold): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (let read = await reader?.read(); read?.value; read = await reader?.read()) {
    length += read.value.byteLength;
    // Not cancelled: that would close the connection under a sender who is still writing (read-out.ts reads the rest).
    if (length > limitBytes) throw tooLarge(limitBytes);
    hold(read.value.byteLength);
    chunks.push(read.value);
  }
  return Buffer.concat(chunks);
}

/** Unpacks to the limit and no further, however much more there would be. @throws too_large, invalid_input */
async function unpack(sent: Buffer, coding: string, limitBytes: number, hold: Hold): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const unpacking = unpackers.get(coding)?.() as Transform;
  unpacking.end(sent);
  try {
    for await (const chunk of unpacking as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > limitBytes) throw tooLarge(limitBytes);
      hold(chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError("invalid_input", `The body is not ${coding}, as its Content-Encoding says.`);
  }
  return Buffer.concat(chunks);
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
