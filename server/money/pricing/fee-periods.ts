import { type BillingWindow, type BillingZone, billingWindow } from "../../periods";
import type { FeeCycle } from "../states";

/** So many periods are looked through at most: 100 years of months. */
const periodsMost = 1200;

/**
 * Periods of a recurring charge from `from` on that begin before `until` (docs/rules.md 7.19). Those of the calendar
 * are months, quarters and years in the customer's zone, and the first one may have begun before `from`. Those of an
 * anniversary begin with `from`, at its first local instant, and then on that day of each 1, 3 or 12 months; on a
 * month's last day where the month is too short.
 */
export function feePeriods(
  of: { months: number; cycle: FeeCycle },
  from: Date,
  until: Date,
  zone: BillingZone,
): BillingWindow[] {
  const first = of.cycle === "calendar" ? calendarStart(of.months, from, zone) : from;
  const anchorDay = of.cycle === "calendar" ? 1 : dayOf(from, zone);
  const periods: BillingWindow[] = [];
  let start = billingWindow("month", first, zone, anchorDay).start;
  while (start < until && periods.length < periodsMost) {
    const end = monthsLater(start, of.months, zone, anchorDay);
    periods.push({ start, end });
    start = end;
  }
  return periods;
}

/** The end of the last of so many months from a month's begin on. */
function monthsLater(start: Date, months: number, zone: BillingZone, anchorDay: number): Date {
  let end = start;
  for (let n = 0; n < months; n++) end = billingWindow("month", end, zone, anchorDay).end;
  return end;
}

/** An instant within the first month of the quarter or the year that `at` falls in. */
function calendarStart(months: number, at: Date, zone: BillingZone): Date {
  let { start } = billingWindow("month", at, zone);
  for (let left = (monthOf(start, zone) - 1) % months; left > 0; left--)
    start = billingWindow("month", new Date(start.getTime() - 1), zone).start;
  return start;
}

/** The calendar month, from 1, that a month's begin stands for, by its middle: clocks and zones may shift its begin. */
function monthOf(start: Date, zone: BillingZone): number {
  const { end } = billingWindow("month", start, zone);
  return localNumber("month", new Date((start.getTime() + end.getTime()) / 2), zone);
}

const dayOf = (at: Date, zone: BillingZone) => localNumber("day", at, zone);

function localNumber(field: "day" | "month", at: Date, zone: BillingZone): number {
  const timeZone = zone.earlier.find(({ until }) => at < new Date(until))?.timeZone ?? zone.timeZone;
  return Number(new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", { timeZone, [field]: "numeric" }).format(at));
}
