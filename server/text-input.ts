import { z } from "zod";

/**
 * Whether PostgreSQL and JSON can hold a text: without NUL and without half of a surrogate pair. Everything that comes
 * from outside passes here, at its edge.
 */
export const isStorable = (text: string): boolean => !text.includes("\0") && !/\p{Surrogate}/u.test(text);

export const notStorable = "It holds a NUL character or half of a character, which no text may have.";

/** The text of every input: refuses what cannot be stored. Lengths and forms are added by the field. */
export const plainText = z.string().refine(isStorable, { error: notStorable });
