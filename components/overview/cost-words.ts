import Decimal from "decimal.js";
import { billedUnitOf, coverSum } from "@/components/subscriptions/limit-words";
import { currencyDigits, formatMoney, formatRate } from "@/components/ui/format";
import { formatDay } from "@/components/ui/format-time";
import { quantityOf } from "@/components/usage/meter-words";
import type { StandingRow } from "@/server/reads/standings";

/**
 * The cost of the excess over a limit, in words: `628 GiB × €0.045 =`, `€28.26`, `The machine costs €0.064 an hour:
 * €14.72 more until 30 Nov, estimated, capped at €60.00.` Where the amount is not that product (rounded by steps, a
 * rate that changed), the sum states only what was billed.
 */
export function costWords(row: StandingRow, now: Date): { sum: string; amount: string; machine: string } {
  const beyond = Decimal.max(0, new Decimal(row.standing?.figures?.increment ?? "0").minus(coverSum(row.covers)));
  const billed = beyond.times(row.billingFactor).toFixed();
  const unit = { ...row, unit: billedUnitOf(row) };
  const exact = new Decimal(billed).times(row.overRate).times(new Decimal(10).pow(currencyDigits(row.currency)));
  const isProduct = exact.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).eq(row.soFarMinor.toString());
  return {
    sum: isProduct
      ? `${quantityOf(billed, unit)} × ${formatRate(row.overRate, row.currency)} =`
      : `Billed for use above the limit at ${formatRate(row.overRate, row.currency)}:`,
    amount: formatMoney(row.soFarMinor, row.currency),
    machine: machineWords(row, now),
  };
}

/** The machines' cost per hour and until the window ends, of those priced in the last one's currency. */
function machineWords(row: StandingRow, now: Date): string {
  const last = row.overflows.at(-1);
  const machines = row.overflows.filter(({ resource }) => resource?.currency === last?.currency);
  if (!last || machines.length === 0) return "";
  const hour = machines.reduce((sum, { resource }) => sum.plus(resource?.pricePerHour ?? 0), new Decimal(0));
  const estimate = machines.reduce((sum, { estimateMinor }) => sum + (estimateMinor ?? 0n), 0n);
  const who = machines.length === 1 ? "The machine costs" : `${machines.length} machines cost`;
  const until = formatDay(new Date(last.windowEnd.getTime() - 1), now, row.timeZone);
  const more = estimate === 0n ? "" : `: ${formatMoney(estimate, last.currency)} estimated until ${until}`;
  const cap = row.costCapMinor === null ? "" : `, capped at ${formatMoney(row.costCapMinor, row.currency)}`;
  return `${who} ${formatRate(hour, last.currency)} an hour${more}${cap}.`;
}
