import type { Schema } from "./reference-types";
import { boundsOf, SchemaType } from "./schema-type";

export type ReferenceField = { name: string; place?: string; required: boolean; schema: Schema; description?: string };

/** Fields of a body or an answer, or the parameters of an address. On a phone a field is a block of lines. */
export function FieldTable({ label, fields }: { label: string; fields: ReferenceField[] }) {
  if (fields.length === 0) return null;
  return (
    <div className="mt-3">
      <p className="mb-1 text-xs font-[580] text-ink-2">{label}</p>
      <dl className="divide-y divide-line">
        {fields.map(({ name, place, required, schema, description }) => (
          <div key={`${place} ${name}`} className="grid gap-x-4 py-1.5 text-sm sm:grid-cols-[220px_minmax(0,1fr)]">
            <dt className="min-w-0 [overflow-wrap:anywhere]">
              <span className="font-mono">{name}</span>
              <span className="text-xs text-ink-3">
                {place ? ` ${place}` : ""}
                {required ? "" : " (optional)"}
              </span>
            </dt>
            <dd className="min-w-0 [overflow-wrap:anywhere]">
              <span className="font-mono text-xs">
                <SchemaType schema={schema} />
              </span>
              <span className="block text-xs text-ink-2">
                {[(description ?? schema.description)?.replace(/\.$/, ""), boundsOf(schema)].filter(Boolean).join(". ")}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** The fields of an object's schema. */
export const fieldsOf = ({ properties = {}, required = [] }: Schema): ReferenceField[] =>
  Object.entries(properties).map(([name, schema]) => ({ name, schema, required: required.includes(name) }));
