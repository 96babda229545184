import { formatNumber } from "./format";

/** "17 → 14": a figure as it is, and as it would be; one number where it stays, or where there is none yet. */
export function ChangedNumber({ before, after }: { before: string | undefined; after: string }) {
  const is = formatNumber(after, { decimals: 3 });
  const was = before === undefined ? is : formatNumber(before, { decimals: 3 });
  if (was === is) return <span>{is}</span>;
  return (
    <span className="inline-flex flex-wrap justify-end gap-x-1">
      <span className="text-ink-3">
        {was} <span aria-hidden="true">→</span>
        <span className="sr-only">becomes</span>
      </span>
      <span>{is}</span>
    </span>
  );
}
