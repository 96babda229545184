import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { UsageError } from "./command";

/** Writes a download into a file that is not there yet; one that breaks off leaves none. */
export async function writeNew(name: string, { body }: Response): Promise<void> {
  if (!body) throw new Error("The export has no content.");
  const file = createWriteStream(name, { flags: "wx", mode: 0o600 });
  const mine = new Promise<boolean>((resolve) =>
    file.once("open", () => resolve(true)).once("error", () => resolve(false)),
  );
  try {
    await pipeline(Readable.from(body), file);
  } catch (error) {
    if (await mine) await rm(name, { force: true });
    else throw new UsageError(`--out cannot be written: ${(error as Error).message}`);
    throw error;
  }
}
