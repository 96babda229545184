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
    <span className="inline-flex max-w-[min(100%,14rem)] items-center gap-1.5 whitespace-nowrap">
      <Swatch colorIndex={colorIndex} overflow={overflow} />
      <span className="truncate" title={name}>
        {name}
      </span>
      {note ? <span className="text-xs text-ink-3">{note}</span> : null}
    </span>
  );
}
