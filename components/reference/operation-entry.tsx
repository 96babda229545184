import { FieldTable } from "./field-table";
import type { ReferenceOperation } from "./reference-types";
import { SchemaType } from "./schema-type";

/** What files that are answered are called, by their type. */
const files: Record<string, string> = { "text/csv": "CSV", "application/vnd.apache.parquet": "Parquet" };

/** One operation: method, address and what it does; opened, everything that it takes and gives. */
export function OperationEntry({
  method,
  path,
  operation,
}: {
  method: string;
  path: string;
  operation: ReferenceOperation;
}) {
  const { parameters, requestBody, responses } = operation;
  return (
    <details id={operation.operationId} className="group border-t border-line px-4 py-2.5">
      <summary className="cursor-pointer list-none text-sm">
        <span className="flex items-baseline gap-3">
          <span className="w-13 flex-none font-mono text-xs font-[580] text-accent">{method.toUpperCase()}</span>
          <span className="flex min-w-0 flex-wrap gap-x-3 gap-y-0.5">
            <span className="min-w-0 font-mono text-sm [overflow-wrap:anywhere]">{path}</span>
            <span className="text-ink-2 max-sm:basis-full group-open:basis-full">{operation.summary}</span>
          </span>
        </span>
      </summary>
      <p className="mt-1 text-sm text-ink-2">{operation.description}</p>
      <FieldTable
        label="Parameters"
        fields={parameters.map(({ in: place, ...parameter }) => ({ ...parameter, place }))}
      />
      {requestBody ? (
        <div className="mt-3 text-sm">
          <p className="mb-1 text-xs font-[580] text-ink-2">Body</p>
          {Object.entries(requestBody.content).map(([type, { schema }]) => (
            <p key={type} className="[overflow-wrap:anywhere]">
              <SchemaType schema={schema} /> <span className="font-mono text-xs text-ink-3">{type}</span>
            </p>
          ))}
        </div>
      ) : null}
      <div className="mt-3 text-sm">
        <p className="mb-1 text-xs font-[580] text-ink-2">Answers</p>
        {Object.entries(responses).map(([status, { description, content }]) => (
          <p key={status} className="[overflow-wrap:anywhere]">
            <span className="font-mono text-xs">{status === "default" ? "4xx, 5xx" : status}</span>{" "}
            {description ?? "Problem details."}{" "}
            {Object.entries(content ?? {}).map(([type, { schema }]) => (
              <span key={type} className="font-mono text-xs">
                <SchemaType schema={type in files ? { type: files[type] } : schema} />{" "}
              </span>
            ))}
          </p>
        ))}
      </div>
    </details>
  );
}
