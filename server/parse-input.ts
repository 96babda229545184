import type { z } from "zod";
import { DomainError } from "./errors";
import { speakPlainly } from "./input-sentences";
import { requireStorable } from "./text-input";

speakPlainly();

/**
 * Checks a value against a schema.
 * @throws DomainError invalid_input naming the first field that is wrong, or cannot be stored.
 */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) {
    requireStorable(read.data);
    return read.data;
  }
  const [issue] = read.error.issues;
  const field = issue?.path.join(".") ?? "";
  throw new DomainError("invalid_input", field ? `${field}: ${sentenceOf(issue)}` : sentenceOf(issue), { field });
}

/** The schema's own words, or Zod's where it has none, as a sentence. */
function sentenceOf(issue: z.core.$ZodIssue | undefined): string {
  if (!issue) return "The body is not what this call takes.";
  if (issue.code === "unrecognized_keys") return `There is no field ${issue.keys.join(", ").slice(0, 200)} here.`;
  if (issue.code === "invalid_type" && issue.path.length === 0)
    return "Send a JSON object with the fields of this call.";
  return /[.!?]$/.test(issue.message) ? issue.message : `${issue.message}.`;
}
