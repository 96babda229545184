import { z } from "zod";
import { DomainError } from "./errors";

/**
 * Whether PostgreSQL and JSON can hold a text: without NUL and without half of a surrogate pair. Everything that comes
 * from outside passes here, at its edge.
 */
export const isStorable = (text: string): boolean => !text.includes("\0") && !/\p{Surrogate}/u.test(text);

const sentence = "It holds a NUL character or half of a character, which no text may have.";

/** A text that can be stored. Lengths and forms are added by the field. */
export const plainText = z.string().refine(isStorable, { error: sentence });

/** Deeper than any input of ours; what is nested further is refused, not walked. */
const deepest = 40;

/**
 * Refuses an input that holds a text, or the name of a field, that cannot be stored, whatever its schema says of it.
 * @throws DomainError invalid_input naming the field
 */
export function requireStorable(value: unknown, path: readonly string[] = []): void {
  if (typeof value === "string" && !isStorable(value)) throw refusal(path, sentence);
  if (typeof value !== "object" || value === null) return;
  if (path.length > deepest) throw refusal([], "It is nested too deeply.");
  const entries = value instanceof Map || value instanceof Set ? value.entries() : Object.entries(value);
  for (const [name, inner] of entries) {
    const field = typeof name === "string" ? name : "";
    if (!isStorable(field)) throw refusal(path, "The name of a field holds a NUL character or half of a character.");
    requireStorable(inner, [...path, field]);
  }
}

function refusal(path: readonly string[], words: string): DomainError {
  const field = path.join(".").slice(0, 200);
  return new DomainError("invalid_input", field ? `${field}: ${words}` : words, { field });
}
