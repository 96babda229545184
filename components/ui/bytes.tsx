import { bytesParts, formatNumber, NOTHING } from "./format";

/** Bytes in their largest binary unit, the unit thin: 21.4 MiB. The exact number is shown on hover. */
export function Bytes({ value }: { value: bigint | number | string | null | undefined }) {
  if (value === null || value === undefined) return <span className="text-ink-3">{NOTHING}</span>;
  const [number, unit] = bytesParts(value);
  return (
    <span className="whitespace-nowrap" title={`${formatNumber(value)} bytes`}>
      {number} <span className="unit">{unit}</span>
    </span>
  );
}
