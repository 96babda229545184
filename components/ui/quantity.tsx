import { formatNumber, NOTHING, unitFor } from "./format";

/**
 * A quantity with its thin grey unit: 12,614 GiB. `value` a decimal string; null is "–". In tables leave `unit` out.
 */
export function Quantity({
  value,
  unit,
  decimals,
  fixed,
}: {
  value: string | number | bigint | null | undefined;
  unit?: string;
  decimals?: number;
  fixed?: boolean;
}) {
  if (value === null || value === undefined) return <span className="text-ink-3">{NOTHING}</span>;
  return (
    <span className="whitespace-nowrap">
      {formatNumber(value, { ...(decimals !== undefined && { decimals }), ...(fixed !== undefined && { fixed }) })}
      {unit ? <span className="unit"> {unitFor(value, unit)}</span> : null}
    </span>
  );
}
