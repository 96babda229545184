import type { ReactNode } from "react";
import { cx } from "./cx";
import { type Tone, toneText } from "./tone";

export interface Fact {
  label: ReactNode;
  /** Never shortened: it breaks into lines. */
  value: ReactNode;
  small?: ReactNode;
  /** At most one colored value in a strip. */
  tone?: Tone;
}

/** The four to six facts that matter. `wideFirst` gives the first (a name) more room. */
export function SummaryStrip({
  facts,
  wideFirst,
  className,
}: {
  facts: Fact[];
  wideFirst?: boolean;
  className?: string;
}) {
  const columns = wideFirst
    ? `1.75fr repeat(${facts.length - 1}, minmax(0, 1fr))`
    : `repeat(${facts.length}, minmax(0, 1fr))`;
  return (
    <dl
      className={cx("card mb-4 grid overflow-hidden max-lg:grid-cols-2! sm:max-lg:grid-cols-3!", className)}
      style={{ gridTemplateColumns: columns }}
    >
      {facts.map((fact, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: facts have no identity but their place
          key={at}
          className="-mt-px -ml-px min-w-0 border-t border-l border-line px-4 py-3 max-sm:last:odd:col-span-full"
        >
          <dt className="line-clamp-2 text-xs text-ink-3">{fact.label}</dt>
          <dd
            className={cx(
              "line-clamp-3 text-md font-[620] tracking-[-0.008em] [overflow-wrap:anywhere] max-sm:text-base",
              toneText[fact.tone ?? "plain"],
            )}
            title={typeof fact.value === "string" ? fact.value : undefined}
          >
            {fact.value}
          </dd>
          {fact.small ? (
            <dd
              className="line-clamp-2 text-xs text-ink-2"
              title={typeof fact.small === "string" ? fact.small : undefined}
            >
              {fact.small}
            </dd>
          ) : null}
        </div>
      ))}
    </dl>
  );
}
