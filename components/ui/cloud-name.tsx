import { Swatch } from "./swatch";

/** A cloud's swatch and name. Without `colorIndex` (on-premises) the swatch is grey; `overflow` makes it violet. */
export function CloudName({
  name,
  colorIndex,
  overflow,
  note,
}: {
  name: string;
  colorIndex?: number;
  overflow?: boolean;
  note?: string;
}) {
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 whitespace-nowrap">
      <Swatch colorIndex={colorIndex} overflow={overflow} />
      {/* A limit in rem, not in percent: a table's column is as wide as its widest name otherwise. */}
      <span className="max-w-32 truncate sm:max-w-52" dir="auto" title={name}>
        {name}
      </span>
      {note ? <span className="text-xs text-ink-3">{note}</span> : null}
    </span>
  );
}
