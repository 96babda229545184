import { formatPercent, NOTHING, percentOf } from "./format";

/** A percentage, or `part` of `whole`. One decimal in tables (`decimals={1}`). */
export function Percent({
  value,
  part,
  whole,
  decimals = 0,
}: {
  value?: string | number;
  part?: string;
  whole?: string;
  decimals?: number;
}) {
  const percent = value ?? (part !== undefined && whole !== undefined ? percentOf(part, whole) : null);
  return <span className="whitespace-nowrap">{percent === null ? NOTHING : formatPercent(percent, decimals)}</span>;
}
