import type { ReactNode } from "react";
import { NOTHING } from "./format";
import { type Tone, toneText } from "./tone";

/** Names at the left in grey, values at the right. `strong` for the result of a sum. */
export function KeyValue({
  items,
  className,
}: {
  items: { label: ReactNode; value: ReactNode; tone?: Tone; strong?: boolean }[];
  className?: string;
}) {
  return (
    <dl
      className={`grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-1.5 text-sm max-sm:grid-cols-[fit-content(55%)_minmax(0,1fr)] ${className ?? ""}`}
    >
      {items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <div key={at} className="contents">
          <dt className="text-ink-3">{item.label}</dt>
          <dd
            className={`min-w-0 text-right [overflow-wrap:anywhere] ${toneText[item.tone ?? "plain"]} ${item.strong ? "font-semibold" : ""}`}
          >
            {item.value ?? NOTHING}
          </dd>
        </div>
      ))}
    </dl>
  );
}
