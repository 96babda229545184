import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { env } from "../../env";
import type { FocusColumn } from "./focus-columns";

/** The most memory that the writing process may use for its table. */
const memoryLimit = "256MB";

const cell = (value: string | null): string =>
  value === null ? "" : /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
const line = (cells: (string | null)[]): string => `${cells.map(cell).join(",")}\n`;

/**
 * Writes rows as a Parquet file, whose end names its parts: it is whole before the first byte of it can be sent. Rows
 * go through a temporary file, and a process of its own makes the table, so that memory is bounded for any number.
 * @returns the open file, which no longer has a name: it is gone when it is closed
 */
export async function writeParquet<Row>(
  columns: readonly FocusColumn<Row>[],
  pages: AsyncIterable<readonly Row[]>,
): Promise<FileHandle> {
  const folder = await mkdtemp(path.join(tmpdir(), "spillway-export-"));
  try {
    const [source, target] = ["rows.csv", "rows.parquet"].map((name) => path.join(folder, name)) as [string, string];
    async function* texts() {
      yield line(columns.map(({ head }) => head));
      for await (const rows of pages) yield rows.map((row) => line(columns.map(({ of }) => of(row)))).join("");
    }
    await pipeline(Readable.from(texts()), createWriteStream(source));
    await madeTable({ source, target, columns });
    return await open(target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function madeTable(of: {
  source: string;
  target: string;
  columns: readonly Pick<FocusColumn, "head" | "type">[];
}): Promise<void> {
  const program = path.join(env().SPILLWAY_HOME, "server/usage/exports/parquet-writer.mjs");
  const columns = of.columns.map(({ head, type }) => ({ name: head, type }));
  const child = spawn(process.execPath, [program, JSON.stringify({ ...of, columns, memoryLimit })], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env.PATH ?? "", TZ: "UTC", NODE_ENV: process.env.NODE_ENV },
  });
  let errorText = "";
  child.stderr.on("data", (text) => {
    errorText = `${errorText}${text}`.slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0)
    throw new Error(`The writer of Parquet ended with ${code ?? "an error"}: ${errorText.trim() || "no reason given"}`);
}
