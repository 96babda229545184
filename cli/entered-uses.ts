import { readFile } from "node:fs/promises";
import { UsageError } from "./command";

/** Options that say one use, apart from its customer. */
export const useOptions = ["meter", "quantity", "value", "unit", "cloud", "machine", "start", "time"] as const;

/** A file of use as the API takes it: a JSON list of {meter, quantity, value, unit, machine, cloud, start, time}. */
export async function usesOfFile(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch(() => {
    throw new UsageError(`${path} cannot be read.`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${path} is no JSON: give a list of uses in brackets.`);
  }
}
