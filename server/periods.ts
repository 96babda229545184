/** The periods of a subscription (docs/rules.md 4). */
export type BillingPeriod = "15min" | "hour" | "day" | "week" | "month";

/** The periods of a calendar. */
export type CalendarPeriod = "day" | "week" | "month" | "year";

/** A stretch of time, half-open: `start` belongs to it, `end` does not. UTC instants. */
export type BillingWindow = { start: Date; end: Date };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LENGTH: Record<"15min" | "hour", number> = { "15min": 15 * MINUTE, hour: 60 * MINUTE };

/**
 * A customer's billing time zone, and those that it had before: each with the instant from which on no new period began
 * in it. A period that ran at that instant ends as it began (docs/rules.md 4.16).
 */
export type BillingZone = { timeZone: string; earlier: readonly EarlierZone[] };
/** `until`: RFC 3339, in UTC. */
export type EarlierZone = { timeZone: string; until: string };

/**
 * The billing window that `at` falls in. 15 minutes and hours are UTC. Days, weeks and months begin at the first
 * instant of their local date in the customer's IANA time zone, so a day has 23, 24 or 25 hours where clocks change.
 * Months begin on `anchorDay` (1 to 31; in a month too short for it, on its last day), weeks on the day of that
 * number, from Monday. Where the zone changed, the window that ran then is whole, and the next one ends with a period
 * of the new zone: it is at least half a period long, and at most one and a half. Windows of a period tile time
 * without gap or overlap.
 * @throws RangeError for an unknown time zone, an anchor outside the period's, or a date that is none.
 */
export function billingWindow(
  period: BillingPeriod,
  at: Date,
  zone: string | BillingZone,
  anchorDay = 1,
): BillingWindow {
  const instant = at.getTime();
  if (Number.isNaN(instant)) throw new RangeError("The instant is not a date.");
  if (period === "15min" || period === "hour") {
    const start = Math.floor(instant / LENGTH[period]) * LENGTH[period];
    return { start: new Date(start), end: new Date(start + LENGTH[period]) };
  }
  const inZone = (timeZone: string, when: Date) => calendarWindow(period, when, timeZone, anchorDay);
  if (typeof zone === "string") return inZone(zone, at);
  const [first, ...later] = [...zone.earlier, { timeZone: zone.timeZone, until: null }];
  const eras: Era[] = [{ begins: null, timeZone: first?.timeZone ?? zone.timeZone }];
  for (const [n, { timeZone }] of later.entries()) {
    const until = new Date(zone.earlier[n]?.until ?? Number.NaN);
    eras.push({ begins: windowOfEras(eras, until, inZone).end, timeZone });
  }
  return windowOfEras(eras, at, inZone);
}

/** Since when periods begin in a zone; null: always. */
type Era = { begins: Date | null; timeZone: string };

function windowOfEras(eras: readonly Era[], at: Date, inZone: (timeZone: string, at: Date) => BillingWindow) {
  const era = eras.findLast(({ begins }) => begins === null || begins <= at);
  if (!era) throw new RangeError("The instant is not a date.");
  const { begins, timeZone } = era;
  const window = inZone(timeZone, at);
  if (begins === null) return window;
  const opening = inZone(timeZone, begins);
  const left = opening.end.getTime() - begins.getTime();
  const isHalf = 2 * left >= opening.end.getTime() - opening.start.getTime();
  const end = isHalf ? opening.end : inZone(timeZone, opening.end).end;
  return at < end ? { start: begins, end } : window;
}

/** The last anchor of a period that has one: of a month its day, of a week its day from Monday. */
export const lastAnchor: Record<BillingPeriod, number> = { "15min": 1, hour: 1, day: 1, week: 7, month: 31 };

/** The day, week, month or year that `at` falls in, as billingWindow has them; a year begins with January. */
export function calendarWindow(period: CalendarPeriod, at: Date, timeZone: string, anchorDay = 1): BillingWindow {
  const instant = at.getTime();
  if (Number.isNaN(instant)) throw new RangeError("The instant is not a date.");
  const last = period === "year" ? 1 : lastAnchor[period];
  if (!Number.isInteger(anchorDay) || anchorDay < 1 || anchorDay > last) {
    throw new RangeError(`The anchor of a ${period} must be a whole number from 1 to ${last}, not ${anchorDay}.`);
  }
  const boundary = (index: number) => firstInstantOf(boundaryDate(period, index, anchorDay), timeZone);
  let index = periodIndex(period, instant + offsetAt(instant, timeZone));
  // The wall clock is only an approximation: an anchor later in the period, or a clock set back over midnight,
  // moves the window by one. Instants decide, so that the windows tile time.
  while (boundary(index) > instant) index -= 1;
  while (boundary(index + 1) <= instant) index += 1;
  return { start: new Date(boundary(index)), end: new Date(boundary(index + 1)) };
}

/** The number of the period that a wall-clock time (written as if it were UTC) falls in, counted from 1970. */
function periodIndex(period: CalendarPeriod, wall: number): number {
  if (period === "day") return Math.floor(wall / DAY);
  // 5 January 1970 was a Monday.
  if (period === "week") return Math.floor((wall / DAY - 4) / 7);
  const date = new Date(wall);
  if (period === "year") return date.getUTCFullYear() - 1970;
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

/** The local midnight at which a period begins, written as if it were UTC. */
function boundaryDate(period: CalendarPeriod, index: number, anchorDay: number): number {
  if (period === "day") return index * DAY;
  if (period === "week") return (index * 7 + 4 + anchorDay - 1) * DAY;
  if (period === "year") return Date.UTC(1970 + index, 0, 1);
  const daysInMonth = new Date(Date.UTC(1970, index + 1, 0)).getUTCDate();
  return Date.UTC(1970, index, Math.min(anchorDay, daysInMonth));
}

const firstInstants = new Map<string, number>();
const firstInstantsMost = 10_000;

/** `firstInstantAt`, worked out once: asking for a wall clock takes longer than anything else in recording one use. */
function firstInstantOf(wall: number, timeZone: string): number {
  const name = `${timeZone} ${wall}`;
  const known = firstInstants.get(name);
  if (known !== undefined) return known;
  const instant = firstInstantAt(wall, timeZone);
  if (firstInstants.size === firstInstantsMost) firstInstants.clear();
  firstInstants.set(name, instant);
  return instant;
}

/**
 * The first instant at which the zone's wall clock shows `wall`; where clocks skip it, the first instant after the gap.
 */
function firstInstantAt(wall: number, timeZone: string): number {
  const before = wall - offsetAt(wall - DAY, timeZone);
  const after = wall - offsetAt(wall + DAY, timeZone);
  const shown = [before, after].filter((instant) => instant + offsetAt(instant, timeZone) === wall);
  if (shown.length > 0) return Math.min(...shown);
  let low = Math.min(before, after);
  let high = Math.max(before, after);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (middle + offsetAt(middle, timeZone) >= wall) high = middle;
    else low = middle;
  }
  return high;
}

/** What the zone's hours are off those of UTC at an instant, in milliseconds: mostly 0, half an hour in India. */
export const hourShift = (at: Date, timeZone: string): number => offsetAt(at.getTime(), timeZone) % LENGTH.hour;

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the zone's wall clock is ahead of UTC at an instant, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    const numeric = "numeric" as const;
    const fields = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric };
    format = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", { timeZone, hourCycle: "h23", ...fields });
    formats.set(timeZone, format);
  }
  const second = Math.floor(instant / 1000) * 1000;
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(second)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, part.second ?? 0) - second;
}
