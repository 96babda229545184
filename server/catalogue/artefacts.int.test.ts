import { createCipheriv, createHash } from "node:crypto";
import { count } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GET } from "@/app/i/artefacts/[sha256]/route";
import { database } from "@/db";
import { artefactPieces } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { inProvider, jobRequest } from "../context";
import { ensureArtefact, pieceBytes } from "./ensure-artefact";
import { ensureCatalogue } from "./ensure-catalogue";
import { missingPrograms } from "./missing-programs";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
  await inProvider(jobRequest("test"), (ctx) => ensureCatalogue(ctx, []));
});
afterAll(() => t.drop());

const mebibyte = 1024 * 1024;
/** So many bytes that do not repeat, made a mebibyte at a time. */
function* bytesOf(length: number): Generator<Buffer> {
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, 1), Buffer.alloc(16));
  for (let left = length; left > 0; left -= mebibyte) yield cipher.update(Buffer.alloc(Math.min(left, mebibyte)));
}
const file = { service: "compute-node", name: "large", version: "1", os: "any", arch: "any" };
const get = (sha256: string) =>
  GET(new Request(`http://127.0.0.1/i/artefacts/${sha256}`), { params: Promise.resolve({ sha256 }) });

/** Counts the transactions of this process from now on: how many began, and how many were open at once. */
function watchTransactions(): { begun: number; most: number; stop(): void } {
  const held = globalThis as { spillwayDatabase?: ReturnType<typeof database> };
  const real = database();
  const stop = () => {
    held.spillwayDatabase = real;
  };
  const seen = { begun: 0, open: 0, most: 0, stop };
  held.spillwayDatabase = {
    ...real,
    withProvider: async (work) => {
      seen.begun += 1;
      seen.open += 1;
      seen.most = Math.max(seen.most, seen.open);
      return real.withProvider(work).finally(() => {
        seen.open -= 1;
      });
    },
  };
  return seen;
}

test("a program that the portal does not hold is named with its service, until it is added", async () => {
  const missing = () => inProvider(jobRequest("test"), missingPrograms);
  expect((await missing()).get("cloud-backup")).toEqual(["restic"]);
  expect((await missing()).get("compute-node")).toEqual([]);
  const restic = { service: "cloud-backup", name: "restic", content: () => [Buffer.from("a restic")] };
  await inProvider(jobRequest("test"), (ctx) => ensureArtefact(ctx, { ...restic, os: "darwin", arch: "arm64" }));
  expect((await missing()).get("cloud-backup")).toEqual(["restic"]);
  const linux = { ...restic, os: "linux", arch: "amd64", content: () => [Buffer.from("a restic for Linux")] };
  await inProvider(jobRequest("test"), (ctx) => ensureArtefact(ctx, linux));
  expect((await missing()).get("cloud-backup")).toEqual([]);
});

test("a file of 64 MiB is stored and served a piece at a time, and arrives as it was", {
  timeout: 120_000,
}, async () => {
  const size = 64 * mebibyte + 7;
  let mostAhead = 0;
  const { sha256 } = await inProvider(jobRequest("test"), (ctx) => {
    let storing = false;
    return ensureArtefact(ctx, {
      ...file,
      content: async function* () {
        let given = 0;
        for (const chunk of bytesOf(size)) {
          const [stored] = await ctx.tx.select({ n: count() }).from(artefactPieces);
          if (storing) mostAhead = Math.max(mostAhead, given - (stored?.n ?? 0) * pieceBytes);
          given += chunk.length;
          yield chunk;
        }
        storing = true; // It was read for its SHA-256; the next reading is the one that is stored.
      },
    });
  });
  expect(mostAhead).toBeLessThan(pieceBytes); // All that was given before is stored before more is asked for.

  const watched = watchTransactions();
  const response = await get(sha256);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-length": String(size),
    etag: `"${sha256}"`,
    "cache-control": "public, max-age=31536000, immutable",
  });
  expect(watched.begun).toBe(1); // The row; of the content nothing until a reader asks.
  const hash = createHash("sha256");
  const reader = response.body?.getReader();
  let pieces = 0;
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    pieces += 1;
    hash.update(read.value);
    expect(read.value.length).toBeLessThanOrEqual(pieceBytes);
    expect(watched.begun).toBe(1 + pieces);
  }
  watched.stop();
  expect(watched.most).toBe(1);
  expect(pieces).toBe(257);
  expect(hash.digest("hex")).toBe(sha256);
});

test("a reader that goes away reads no further, and one that is small or empty is whole", async () => {
  const store = (name: string, length: number) =>
    inProvider(jobRequest("test"), (ctx) => ensureArtefact(ctx, { ...file, name, content: () => bytesOf(length) }));
  const { sha256 } = await store("left", mebibyte);
  const watched = watchTransactions();
  const reader = (await get(sha256)).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  watched.stop();
  expect(watched.begun).toBe(2);
  for (const length of [0, 1, pieceBytes, pieceBytes + 1]) {
    const response = await get((await store(`of ${length}`, length)).sha256);
    expect((await response.arrayBuffer()).byteLength).toBe(length);
  }
});

test("the same content again changes nothing; content that changes while it is stored is refused", async () => {
  const again = () =>
    inProvider(jobRequest("test"), (ctx) => ensureArtefact(ctx, { ...file, name: "same", content: () => bytesOf(9) }));
  expect(await again()).toEqual(await again());
  let reading = 0;
  const changing = inProvider(jobRequest("test"), (ctx) =>
    ensureArtefact(ctx, { ...file, name: "changing", content: () => [Buffer.from(`reading ${++reading}`)] }),
  );
  await expect(changing).rejects.toThrow(/changed while it was stored/);
});
