import type { z } from "zod";

/**
 * The parts of a filter from an address that its schema accepts; what it does not accept is left out, so
 * that an old or mistyped address still shows a list.
 */
export function validFilter<Schema extends z.ZodObject>(
  schema: Schema,
  given: Record<string, unknown>,
): z.output<Schema> {
  const valid = Object.entries(schema.shape).flatMap(([key, part]) =>
    given[key] !== undefined && part.safeParse(given[key]).success ? [[key, given[key]] as const] : [],
  );
  return schema.parse(Object.fromEntries(valid));
}
