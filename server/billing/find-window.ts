import { type BillingPeriod, type BillingWindow, type BillingZone, billingWindow } from "../periods";

/**
 * `billingWindow` for many instants of one limit: windows from a day up are worked out once each, since asking for the
 * local date of an instant costs more than everything else in recording it.
 */
export function windowFinder(
  period: BillingPeriod,
  zone: string | BillingZone,
  anchorDay: number,
): (at: Date) => BillingWindow {
  const known: BillingWindow[] = [];
  let last: BillingWindow | null = null;
  return (at) => {
    if (last && at >= last.start && at < last.end) return last;
    if (period === "15min" || period === "hour") {
      last = billingWindow(period, at, zone, anchorDay);
      return last;
    }
    last = known.find(({ start, end }) => at >= start && at < end) ?? null;
    if (last) return last;
    last = billingWindow(period, at, zone, anchorDay);
    known.push(last);
    return last;
  };
}
