import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { env } from "../../env";
import { DomainError } from "../../errors";

export type FocusPart =
  | { columns: string[] }
  | { rows: (string | null)[][] }
  | { rejects: { line: number; text: string }[] }
  | { totals: { rows: string; billedCost: string } };

/** The most memory DuckDB may use; the rest spills to the temporary folder. */
const memoryLimit = "384MB";
/** What a gzipped file may unpack to: a small file cannot fill the disk. */
const unpackedBytes = 64 * 1024 ** 3;

/**
 * Reads a FOCUS file (CSV, plain or compressed with gzip or zstd, or Parquet, of any size) part by part in a child
 * process; every value is text. The totals come before the rows. The reader waits while the caller works on a part.
 * @throws DomainError invalid_input when the file cannot be read as a table
 */
export async function* readFocusFile(file: string): AsyncGenerator<FocusPart> {
  const temporary = await mkdtemp(path.join(tmpdir(), "spillway-focus-"));
  const program = path.join(env().SPILLWAY_HOME, "server/usage/imports/focus-reader.mjs");
  const options = JSON.stringify({ path: path.resolve(file), temporary, memoryLimit, unpackedBytes });
  const child = spawn(process.execPath, [program, options], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH ?? "", TZ: "UTC", NODE_ENV: process.env.NODE_ENV },
  });
  let errorText = "";
  child.stderr.on("data", (text) => {
    errorText = `${errorText}${text}`.slice(-2000);
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      errorText = error.message;
      resolve(null);
    });
    child.once("close", resolve);
  });
  try {
    for await (const line of linesOf(child.stdout)) {
      const part = JSON.parse(line) as FocusPart | { error: string };
      if ("error" in part)
        throw new DomainError("invalid_input", `The file cannot be read as CSV or Parquet: ${part.error}`);
      yield part;
    }
    const code = await ended;
    if (code !== 0)
      throw new Error(
        `The reader of the file ended with ${code ?? "an error"}: ${errorText.trim() || "no reason given"}`,
      );
  } finally {
    child.kill();
    await ended;
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The lines of a stream, each when it is asked for: node:readline reads a thousand ahead, here a million rows. */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let pieces: string[] = [];
  for await (const piece of stream.setEncoding("utf8") as AsyncIterable<string>) {
    let from = 0;
    for (let end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n", from)) {
      yield [...pieces, piece.slice(from, end)].join("");
      pieces = [];
      from = end + 1;
    }
    pieces.push(piece.slice(from));
  }
}
