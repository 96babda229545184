import type { ReactNode } from "react";
import { fieldWords, valueWords } from "@/components/audit/audit-words";
import { type NamedThings, ThingLink } from "@/components/audit/thing-link";
import { formatCount } from "@/components/ui/format";

/** So many entries of a list are shown; the raw view has all. */
const most = 10;

/** A body as a list of its fields, parts of parts below them, and the whole as it was sent, folded away. */
export function BodyFields({ title, body, things }: { title: string; body: unknown; things: NamedThings }) {
  return (
    <section className="mb-5">
      <h3 className="mb-2 text-sm font-semibold">{title}</h3>
      {isEmpty(body) ? (
        <p className="text-sm text-ink-3">Nothing.</p>
      ) : (
        <>
          <Value name="" value={body} things={things} />
          <details className="mt-2 text-xs">
            <summary className="cursor-pointer py-1 text-accent">Raw</summary>
            <pre className="mono mt-1 overflow-x-auto rounded-md bg-code p-3 text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">
              {JSON.stringify(body, null, 2)}
            </pre>
          </details>
        </>
      )}
    </section>
  );
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === "" ||
  (typeof value === "object" && Object.keys(value).length === 0);

function Value({ name, value, things }: { name: string; value: unknown; things: NamedThings }): ReactNode {
  if (isEmpty(value)) return <span className="text-ink-3">none</span>;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "object" || value === null) {
    const text = String(value);
    return things[text] ? (
      <ThingLink id={text} things={things} otherwise={text} />
    ) : (
      <span className="[overflow-wrap:anywhere]">{valueWords(name, text, things)}</span>
    );
  }
  if (Array.isArray(value)) return <Entries name={name} values={value} things={things} />;
  return (
    <dl className="grid gap-y-1 text-sm">
      {Object.entries(value).map(([field, part]) => {
        const nested = typeof part === "object" && !isEmpty(part);
        return (
          <div key={field} className={nested ? "" : "flex justify-between gap-4"}>
            <dt className="flex-none text-ink-3">{fieldWords(field)}</dt>
            <dd className={nested ? "mt-1 border-l border-line pl-3" : "min-w-0 text-right"}>
              <Value name={field} value={part} things={things} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Entries({ name, values, things }: { name: string; values: unknown[]; things: NamedThings }) {
  return (
    <ol className="grid gap-2 text-sm">
      {values.slice(0, most).map((value, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries of a body have no identity but their place
        <li key={at} className="border-t border-line pt-2 first:border-t-0 first:pt-0">
          <Value name={name} value={value} things={things} />
        </li>
      ))}
      {values.length > most ? (
        <li className="text-xs text-ink-3">
          {formatCount(values.length - most, "more entry", "more entries")}: see the raw view.
        </li>
      ) : null}
    </ol>
  );
}
