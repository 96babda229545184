import type { ReactNode } from "react";
import { type Schema, schemaPlace } from "./reference-types";

/** What a value may be, in a few words: a named schema by its link, a list of something, words to choose from. */
export function SchemaType({ schema }: { schema: Schema }): ReactNode {
  const name = schema.$ref?.split("/").at(-1);
  if (name)
    return (
      <a href={`#${schemaPlace(name)}`} className="text-accent underline underline-offset-2">
        {name}
      </a>
    );
  const parts = schema.anyOf;
  if (parts)
    return parts.map((part, n) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: alternatives have no names, and their order is fixed.
      <span key={n}>
        {n > 0 ? " or " : null}
        <SchemaType schema={part} />
      </span>
    ));
  if (schema.items)
    return (
      <>
        list of <SchemaType schema={schema.items} />
      </>
    );
  if (schema.enum) return schema.enum.map(String).join(" | ");
  if (schema.const !== undefined) return String(schema.const);
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(", ")} }`;
  return [schema.type === undefined ? "any value" : schema.type, schema.format].filter(Boolean).join(", ");
}

/** Bounds and default of a value, where it has any. */
export function boundsOf({ minimum, maximum, minLength, maxLength, ...schema }: Schema): string {
  const range = (least: number | undefined, most: number | undefined, of: string) => {
    if (least !== undefined && most !== undefined) return `${least} to ${most}${of}`;
    if (most !== undefined) return `at most ${most}${of}`;
    return least !== undefined ? `at least ${least}${of}` : "";
  };
  const given = schema.default === undefined ? "" : `default ${JSON.stringify(schema.default)}`;
  const safe = (bound: number | undefined) => (Math.abs(bound ?? 0) > 1e12 ? undefined : bound);
  const bounds = [range(safe(minimum), safe(maximum), ""), range(minLength, maxLength, " characters"), given];
  return bounds.filter(Boolean).join("; ");
}
