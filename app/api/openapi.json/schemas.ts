import { z } from "zod";
import type { Operation } from "../v1/operation";

/** Whether a schema says what programs may send or what they get. */
type Direction = "input" | "output";
type Json = Record<string, unknown>;

const place = "#/components/schemas/";

/**
 * What programs may send is what goes into a schema; what they get is what comes out, and may get more fields
 * (`serverTime` is one): a program that refuses those would break by an addition.
 */
const optionsOf = (io: Direction) => ({
  io,
  target: "draft-2020-12" as const,
  unrepresentable: "any" as const,
  uri: (id: string) => `${place}${id}`,
  override: ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }) => {
    if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    // A query's number is text on the way: what it may be is what matters.
    if (jsonSchema.type === "integer") delete jsonSchema.anyOf;
    // Zod's own pattern of an instant is longer than all the rest and says no more than the format.
    if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  },
});

const idOf = (schema: z.ZodType) => z.globalRegistry.get(schema)?.id;

/** A schema as JSON Schema: by reference where it, or what it is made of, has a name. */
export function schemaOf(schema: z.ZodType, io: Direction): Json {
  const id = idOf(schema);
  if (id) return { $ref: `${place}${id}` };
  const { $schema: _, $defs: __, ...rest } = z.toJSONSchema(schema, optionsOf(io)) as Json;
  return JSON.parse(JSON.stringify(rest).replaceAll('"#/$defs/', `"${place}`));
}

/** The named schemas of these operations, those they are made of among them. */
export function namedSchemas(operations: readonly Operation[]): Record<string, Json> {
  const all = (io: Direction) => z.toJSONSchema(z.globalRegistry, optionsOf(io)).schemas as Record<string, Json>;
  const [inputs, outputs] = [all("input"), all("output")];
  const found: Record<string, Json> = {};
  const take = (id: string, from: Record<string, Json>) => {
    const { $schema: _, $id: __, id: ___, ...schema } = from[id] ?? {};
    const known = found[id];
    if (known && JSON.stringify(known) === JSON.stringify(schema)) return;
    if (known) throw new Error(`The schema ${id} is both sent and given, and differs.`);
    found[id] = schema;
    for (const inner of namesIn(schema)) take(inner, from);
  };
  for (const { body, answers } of operations) {
    for (const schema of Object.values(body ?? {}))
      for (const id of namesIn(schemaOf(schema, "input"))) take(id, inputs);
    for (const { schema } of Object.values(answers))
      if (schema) for (const id of namesIn(schemaOf(schema, "output"))) take(id, outputs);
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => a.localeCompare(b)));
}

const namesIn = (schema: Json): string[] =>
  [...JSON.stringify(schema).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, id = ""]) => id);
