import { formatAmount, formatMoney, NOTHING } from "./format";

/** An amount in minor units. `bare` leaves the currency to the table's head. null is "–". */
export function Money({
  minor,
  currency = "EUR",
  bare,
}: {
  minor: bigint | number | string | null | undefined;
  currency?: string;
  bare?: boolean;
}) {
  if (minor === null || minor === undefined) return <span className="text-ink-3">{NOTHING}</span>;
  return (
    <span className="whitespace-nowrap">{bare ? formatAmount(minor, currency) : formatMoney(minor, currency)}</span>
  );
}
