import { createHash } from "node:crypto";
import { pipeline, type Transform } from "node:stream";
import { createGunzip, createGzip } from "node:zlib";
import { BackupRefusal } from "./refusal";

/**
 * What stands inside the encryption: gzip of records, each a letter, the length and the content. The manifest comes
 * first; a part is its table, its rows as PostgreSQL's COPY writes them (text), and its count and SHA-256; the end says
 * how many parts there were.
 */
export type Manifest = {
  secrets: Secrets;
  /** SHA-256 of the migrations that the database had, in order. */
  migrations: string[];
  /** Partitions, made again where the migrations did not make them. */
  partitions: { name: string; parent: string; bound: string }[];
  /** Names of the settings that the installation had; their values stay outside. */
  settings: string[];
};
export type Secrets = {
  keys: string;
  nextAuthSecret: string;
  cronSecret: string;
  sandboxTokens: Record<string, string>;
};
export type Table = { table: string; columns: string[] };
export type Sequence = { name: string; lastValue: string; isCalled: boolean };
type Sum = { rows: number; sha256: string };
type End = { parts: number; sequences: Sequence[] };

export type Part = Table & { rows: AsyncIterable<Buffer> };

const headBytes = 5;

function record(kind: string, content: Buffer): Buffer {
  const head = Buffer.alloc(headBytes);
  head.write(kind, 0, "latin1");
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}
const json = (kind: string, value: Manifest | Table | Sum | End) => record(kind, Buffer.from(JSON.stringify(value)));

/** Whoever reads the stream gets the error of what is before it. */
const through = (content: AsyncIterable<Buffer>, stream: Transform): Transform =>
  pipeline(content, stream, () => undefined);

/** Rows of COPY's text form: one ends where a line does, for a line's end inside a value is escaped. */
function countRows(chunk: Buffer): number {
  let rows = 0;
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows++;
  return rows;
}

/** Counts rows and bytes of a part while they pass. */
function summing() {
  const digest = createHash("sha256");
  let rows = 0;
  return {
    add: (chunk: Buffer) => {
      digest.update(chunk);
      rows += countRows(chunk);
    },
    sum: (): Sum => ({ rows, sha256: digest.digest("hex") }),
  };
}

/**
 * The bytes of a backup's inside.
 * @param sequences is asked after the last part: a sequence is never behind the rows then
 */
export function writeParts(
  manifest: Manifest,
  parts: AsyncIterable<Part>,
  sequences: () => Promise<Sequence[]>,
): AsyncIterable<Buffer> {
  const records = async function* () {
    yield json("M", manifest);
    let n = 0;
    for await (const { rows, ...table } of parts) {
      n++;
      yield json("T", table);
      const { add, sum } = summing();
      for await (const chunk of rows) {
        add(chunk);
        yield record("D", chunk);
      }
      yield json("S", sum());
    }
    yield json("E", { parts: n, sequences: await sequences() });
  };
  return through(records(), createGzip({ level: 4 }));
}

/** What is done with a backup's inside, in order. */
export type Reader = {
  manifest(manifest: Manifest): Promise<void>;
  part(part: Part): Promise<void>;
  /** After the rows of a part and their SHA-256. */
  partEnd(table: Table, rows: number): Promise<void>;
  sequences(sequences: Sequence[]): Promise<void>;
};

const wrong = () =>
  new BackupRefusal("The backup is damaged: its parts are not what it says of them. Use another copy.");

/**
 * Reads a backup's inside and compares each part with its count and SHA-256.
 * @throws BackupRefusal where a part is missing, incomplete or other than when it was written
 */
export async function readParts(
  content: AsyncIterable<Buffer>,
  reader: Reader,
): Promise<{ parts: number; rows: number }> {
  const records = recordsOf(through(content, createGunzip()));
  const next = async () => {
    const { value, done } = await records.next();
    if (done) throw wrong();
    return value;
  };
  const first = await next();
  if (first.kind !== "M") throw wrong();
  await reader.manifest(JSON.parse(first.content.toString()));
  let parts = 0;
  let all = 0;
  for (let at = await next(); ; at = await next()) {
    if (at.kind === "E") {
      const end = JSON.parse(at.content.toString()) as End;
      if (end.parts !== parts || !(await records.next()).done) throw wrong();
      await reader.sequences(end.sequences);
      return { parts, rows: all };
    }
    if (at.kind !== "T") throw wrong();
    const table = JSON.parse(at.content.toString()) as Table;
    const { add, sum } = summing();
    let stored: Sum | undefined;
    const rows = async function* () {
      for (let data = await next(); ; data = await next()) {
        if (data.kind === "S") {
          stored = JSON.parse(data.content.toString());
          return;
        }
        if (data.kind !== "D") throw wrong();
        add(data.content);
        yield data.content;
      }
    };
    await reader.part({ ...table, rows: rows() });
    const found = sum();
    if (stored?.rows !== found.rows || stored.sha256 !== found.sha256) throw wrong();
    await reader.partEnd(table, found.rows);
    parts++;
    all += found.rows;
  }
}

async function* recordsOf(
  content: AsyncIterable<Buffer>,
): AsyncGenerator<{ kind: string; content: Buffer }, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of content) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const length = rest.length < headBytes ? undefined : rest.readUInt32BE(1);
      if (length === undefined || rest.length < headBytes + length) break;
      yield { kind: rest.toString("latin1", 0, 1), content: rest.subarray(headBytes, headBytes + length) };
      rest = rest.subarray(headBytes + length);
    }
  }
  if (rest.length > 0) throw wrong();
}
