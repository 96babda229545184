import Decimal from "decimal.js";
import { currencyDigits } from "@/components/ui/format";
import type { StatementContent } from "@/server/money/statement-view";
import type { StandingRow } from "@/server/reads/standings";

/** What a running month may come to at its end; minor units of the period's currency. */
export type MonthForecast = {
  feesMinor: bigint;
  /** By limit: what its use comes to, and what it has come to so far. */
  limits: { parameterId: string; label: string; minor: bigint; soFarMinor: bigint }[];
  totalMinor: bigint;
};

/** Of a month that has run for less, nothing is foretold. */
const leastMs = 3 * 86_400_000;

type Limit = Pick<
  StandingRow,
  | "parameterId"
  | "meterName"
  | "mode"
  | "period"
  | "aggregation"
  | "limit"
  | "covers"
  | "billingFactor"
  | "overRate"
  | "windowStart"
  | "standing"
>;

/**
 * A running month's fees, and the use of each limit continued at the pace of the month so far. A sum over the month is
 * compared with its limit at its end; an amount of shorter periods grows with time; a maximum or an average of the
 * month stays what it is.
 * @returns null for a month that has run for less than three days, or has ended, or that has neither fee nor limit
 */
export function monthForecast(
  period: Pick<StatementContent, "start" | "end" | "currency" | "feesMinor" | "lines">,
  limits: readonly Limit[],
  now: Date,
): MonthForecast | null {
  const [elapsed, whole] = [now.getTime() - period.start.getTime(), period.end.getTime() - period.start.getTime()];
  if (elapsed < leastMs || elapsed >= whole) return null;
  const known = new Map<string, { label: string; limit?: Limit }>();
  for (const line of period.lines) known.set(line.parameterId, { label: line.meterName });
  for (const limit of limits)
    if (limit.limit !== null || known.has(limit.parameterId))
      known.set(limit.parameterId, { label: limit.meterName, limit });
  if (known.size === 0 && period.feesMinor === 0n) return null;
  const pace = new Decimal(whole).div(elapsed);
  const shown = [...known].map(([parameterId, { label, limit }]) => {
    const soFarMinor = period.lines
      .filter((line) => line.parameterId === parameterId)
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    const minor =
      limit?.period === "month" && limit.mode === "limit"
        ? later(soFarMinor, sumAtEnd(limit, period, pace))
        : rounded(new Decimal(soFarMinor.toString()).times(pace));
    return { parameterId, label, minor, soFarMinor };
  });
  const totalMinor = shown.reduce((sum, { minor }) => sum + minor, period.feesMinor);
  return { feesMinor: period.feesMinor, limits: shown.filter(({ minor }) => minor !== 0n), totalMinor };
}

/** What a month's sum comes to above its limit at the month's end; null of other figures, which do not add up. */
function sumAtEnd(
  limit: Limit,
  { start, currency }: Pick<StatementContent, "start" | "currency">,
  pace: Decimal,
): bigint | null {
  const { figures } = limit.standing;
  const isOfMonth = limit.windowStart.getTime() === start.getTime();
  if (limit.aggregation !== "sum" || limit.limit === null || !figures || !isOfMonth) return null;
  const included = limit.covers.reduce((sum, { quantity }) => sum.plus(quantity), new Decimal(limit.limit));
  const above = Decimal.max(0, new Decimal(figures.use).times(pace).minus(included));
  const digits = new Decimal(10).pow(currencyDigits(currency));
  return rounded(above.times(limit.billingFactor).times(limit.overRate).times(digits));
}

/** What is charged is not taken back because use slows down. */
const later = (soFar: bigint, then: bigint | null) => (then !== null && then > soFar ? then : soFar);
const rounded = (value: Decimal) => BigInt(value.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed(0));
