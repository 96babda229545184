import { Card } from "@/components/ui/card";
import { FieldTable, fieldsOf } from "./field-table";
import { OperationEntry } from "./operation-entry";
import { type ReferenceDocument, schemaPlace, tagPlace } from "./reference-types";
import { SchemaType } from "./schema-type";

/** Code between backticks, and headings between asterisks, as the document's description has them. */
const written = (text: string) =>
  text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part, n) => {
    // biome-ignore-start lint/suspicious/noArrayIndexKey: parts of one fixed text.
    if (part.startsWith("`"))
      return (
        <code key={n} className="font-mono text-xs">
          {part.slice(1, -1)}
        </code>
      );
    if (part.startsWith("**")) return <strong key={n}>{part.slice(2, -2)}</strong>;
    return <span key={n}>{part}</span>;
    // biome-ignore-end lint/suspicious/noArrayIndexKey: parts of one fixed text.
  });

/** The reference of an OpenAPI document: what holds everywhere, operations by tag, named schemas. Without script. */
export function ApiReference({ document: { info, tags, paths, components } }: { document: ReferenceDocument }) {
  const all = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  return (
    <div className="grid gap-5">
      <Card>
        <div className="grid max-w-[90ch] gap-2 text-sm">
          {info.description.split("\n\n").map((paragraph) => (
            <p key={paragraph}>{written(paragraph)}</p>
          ))}
        </div>
      </Card>
      <nav aria-label="Parts" className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {tags.map(({ name }) => (
          <a key={name} href={`#${tagPlace(name)}`} className="text-accent underline underline-offset-2">
            {name}
          </a>
        ))}
        <a href="#schemas" className="text-accent underline underline-offset-2">
          Schemas
        </a>
      </nav>
      {tags.map(({ name, description }) => (
        <Card key={name} id={tagPlace(name)} title={name} flush>
          <p className="px-4 pb-3 text-sm text-ink-2">{description}</p>
          {all
            .filter(({ operation }) => operation.tags.includes(name))
            .map(({ path, method, operation }) => (
              <OperationEntry key={operation.operationId} path={path} method={method} operation={operation} />
            ))}
        </Card>
      ))}
      <Card id="schemas" title="Schemas" flush>
        {Object.entries(components.schemas).map(([name, schema]) => (
          <section key={name} id={schemaPlace(name)} className="border-t border-line px-4 py-3">
            <h3 className="font-mono text-sm font-[580]">{name}</h3>
            {schema.description ? <p className="text-sm text-ink-2">{schema.description}</p> : null}
            {schema.properties ? (
              <FieldTable label="Fields" fields={fieldsOf(schema)} />
            ) : (
              <p className="text-sm">
                <SchemaType schema={schema} />
              </p>
            )}
          </section>
        ))}
      </Card>
    </div>
  );
}
