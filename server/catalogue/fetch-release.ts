import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import unbzip2 from "unbzip2-stream";
import { EnvHttpProxyAgent, fetch } from "undici";
import { DomainError } from "../errors";
import type { ReleaseFile } from "../services/service-kind";

const publishedBytesMax = 64 * 1024 ** 2;
const programBytesMax = 256 * 1024 ** 2;
/** Without a byte for so long, and in all. */
const silentMs = 30_000;
const wholeMs = 10 * 60_000;

/**
 * Fetches a published program over https, through the proxy that HTTPS_PROXY and NO_PROXY name, and unpacks it once it
 * has proved to be the pinned one.
 * @param folder an empty one, for the caller to remove @returns the program
 * @throws unavailable where it cannot be had, with the cause; conflict where it is another file than the pinned one
 */
export async function fetchRelease({ url, sha256 }: ReleaseFile, folder: string): Promise<Buffer> {
  const published = path.join(folder, "published");
  const hash = createHash("sha256");
  const agent = new EnvHttpProxyAgent({ connectTimeout: silentMs, headersTimeout: silentMs, bodyTimeout: silentMs });
  try {
    const answer = await fetch(url, { dispatcher: agent, signal: AbortSignal.timeout(wholeMs) });
    if (!answer.ok || !answer.body) throw new Error(`the publisher answered with status ${answer.status}`);
    const watch = (chunk: Uint8Array) => hash.update(chunk);
    await pipeline(answer.body, atMost(publishedBytesMax, watch), createWriteStream(published));
  } catch (error) {
    throw new DomainError("unavailable", `${url} could not be fetched: ${causeOf(error as Error)}.`);
  } finally {
    await agent.destroy();
  }
  const got = hash.digest("hex");
  if (got !== sha256)
    throw new DomainError(
      "conflict",
      `${url} is not the pinned file: its SHA-256 is ${got}, not ${sha256}. It was discarded.`,
    );
  return unpacked(published);
}

/** The content of a file compressed by bzip2. The unpacker is a stream of Node's first kind: no pipeline takes it. */
function unpacked(file: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const packed = createReadStream(file).once("error", reject);
    const fail = (error: Error) => {
      packed.destroy();
      reject(new DomainError("conflict", `The published file cannot be unpacked: ${error.message}.`));
    };
    const unpacker = unbzip2();
    unpacker.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= programBytesMax) chunks.push(chunk);
      else fail(new Error(`it is larger than ${programBytesMax / 1024 ** 2} MiB`));
    });
    unpacker.once("error", fail);
    unpacker.once("end", () => resolve(Buffer.concat(chunks)));
    packed.pipe(unpacker);
  });
}

/** Passes chunks on up to so many bytes in all. */
const atMost = (limit: number, watch?: (chunk: Uint8Array) => unknown) =>
  async function* (chunks: AsyncIterable<Uint8Array>) {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > limit) throw new Error(`it is larger than ${limit / 1024 ** 2} MiB`);
      watch?.(chunk);
      yield chunk;
    }
  };

/** The innermost reason: fetch itself says only that it failed. */
function causeOf(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  return cause.name === "TimeoutError" ? `it took longer than ${wholeMs / 60_000} min` : cause.message;
}
