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
    <span className="inline-flex max-w-full items-center gap-1.5 whitespace-nowrap in-[td]:min-w-26">
      <Swatch colorIndex={colorIndex} overflow={overflow} />
      {/* One line that may break anywhere: a table's column would be as wide as its widest name otherwise. */}
      <span className="line-clamp-1 max-w-32 break-all whitespace-normal sm:max-w-52" dir="auto" title={name}>
        {name}
      </span>
      {note ? <span className="text-xs text-ink-3">{note}</span> : null}
    </span>
  );
}
