import { namedText } from "../input";
import { numberText } from "./exact-json";

const most = 20;
const nameShape = namedText("A name in data.dimensions", 60);

/**
 * The dimensions of a record: texts by name; numbers and truth values are read as their text. What is no object, and
 * values that are lists or objects, are a sender's own and left out.
 * @returns null where there is none, or the sentence against one that cannot be stored
 */
export function readDimensions(given: unknown): { dimensions: Record<string, string> | null } | { fault: string } {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return { dimensions: null };
  const read: [string, string][] = [];
  for (const [name, value] of Object.entries(given)) {
    const text = numberText(value) ?? (typeof value === "boolean" ? String(value) : value);
    if (typeof text !== "string") continue;
    if (read.length === most)
      return { fault: `data.dimensions holds more than ${most} values. Send those that are asked.` };
    const fault = nameShape.safeParse(name).error ?? namedText(`data.dimensions.${name}`, 200).safeParse(text).error;
    if (fault) return { fault: fault.issues[0]?.message ?? "data.dimensions cannot be read." };
    read.push([name, text]);
  }
  return { dimensions: read.length === 0 ? null : Object.fromEntries(read) };
}
