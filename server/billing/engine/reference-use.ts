import Decimal from "decimal.js";
import type { BillingMode } from "../states";

/**
 * What the reference model (reference-model.ts) is asked about, and what use there is at each tick and window of it
 * (docs/rules.md 3.8).
 */
export const Plain = Decimal.clone({ precision: 100, rounding: Decimal.ROUND_HALF_UP });
export const zero = new Plain(0);
export const total = (values: Iterable<Decimal>) => [...values].reduce((sum, value) => sum.plus(value), zero);
export const quarterMs = 900_000;
const tickOf = (instant: number) => instant - (((instant % quarterMs) + quarterMs) % quarterMs);

/** A counted record: of a gauge the value at an instant, of a counter the use from `start` to `at`. */
export type CountedUse = {
  machine: string;
  /** null = on-premises. */
  cloud: string | null;
  quantity: string;
  start?: Date | null;
  at: Date;
  /** Whether an overflow machine carried it. */
  overflow?: boolean;
};
/** `limit` null = not known. All else is that of the terms in force when a window begins. */
export type AgreedTerms = {
  from: Date;
  limit: string | null;
  rate: string;
  step: string;
  covers?: readonly string[];
  /** What a billing unit under the shares gives back. */
  credit?: string;
  /** By cloud. */
  shares?: Readonly<Record<string, string>>;
};
/** `cloud` null = over all clouds. Begin, end and terms lie on ticks, terms oldest first. */
export type AgreedLimit = { id: string; cloud: string | null; from: Date; to: Date | null; terms: AgreedTerms[] };
export type UseHistory = {
  aggregation: "sum" | "max" | "average" | "last";
  period: "15min" | "hour" | "day" | "week" | "month";
  timeZone: string;
  /** When its windows begin, where the zone moves (`beginsOf`). */
  begins?: readonly number[];
  anchorDay: number;
  uses: readonly CountedUse[];
  limits: readonly AgreedLimit[];
  /** Whether what lies above the limits is billed, or what the clouds use over and under their shares. */
  mode: BillingMode;
  factor: string;
  placement: "placed" | "ascribed";
  /** Overflow machines at work all the time. */
  capacities: readonly { machine: string; capacity: string }[];
};
/**
 * The name of the window that an instant belongs to: the date on which it begins, read off the zone's calendar. Where
 * the zone may move, the instant at which it begins.
 */
export function windowName(calendar: Calendar, at: Date): string {
  const { period, begins, timeZone } = calendar;
  if (!begins || period === "15min" || period === "hour") return nameBy(datesIn(timeZone), calendar, at);
  return new Date(begins.findLast((begin) => begin <= at.getTime()) ?? Number.NaN).toISOString();
}

export type Calendar = Pick<UseHistory, "period" | "timeZone" | "anchorDay" | "begins">;

const datesIn = (timeZone: string) =>
  new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });

function nameBy(dates: Intl.DateTimeFormat, { period, anchorDay }: Calendar, at: Date): string {
  if (period === "15min") return new Date(tickOf(at.getTime())).toISOString();
  if (period === "hour") return new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000).toISOString();
  const [year = 0, month = 0, day = 0] = dates.format(at).split("-").map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (period === "week") date.setUTCDate(day - ((date.getUTCDay() + 7 - anchorDay) % 7));
  const anchorIn = (index: number) => Math.min(anchorDay, new Date(Date.UTC(year, index + 1, 0)).getUTCDate());
  if (period === "month") {
    const index = day >= anchorIn(month - 1) ? month - 1 : month - 2;
    date.setTime(Date.UTC(year, index, anchorIn(index)));
  }
  return date.toISOString().slice(0, 10);
}

/**
 * When windows begin whose zone moves, found quarter of an hour by quarter of an hour (docs/rules.md 4.16).
 * @param moves in the order of their instants
 */
export function beginsOf(calendar: Calendar, moves: readonly { at: Date; timeZone: string }[]): number[] {
  const [from, to] = [Date.parse("2026-07-01T00:00:00Z"), Date.parse("2027-03-01T00:00:00Z")];
  const begins: number[] = [];
  let dates = datesIn(calendar.timeZone);
  let moved = 0;
  let name = nameBy(dates, calendar, new Date(from));
  let isLong = false;
  for (let tick = from; tick < to; tick += quarterMs) {
    const next = nameBy(dates, calendar, new Date(tick));
    if (next === name) continue;
    name = next;
    if (isLong) {
      isLong = false;
      continue;
    }
    begins.push(tick);
    // The window in which the zone moved is over.
    const passed = moves.filter(({ at }) => at.getTime() < tick).length;
    if (passed === moved) continue;
    moved = passed;
    dates = datesIn(moves[passed - 1]?.timeZone ?? calendar.timeZone);
    name = nameBy(dates, calendar, new Date(tick));
    const edge = (stepMs: number) => {
      let at = tick;
      while (nameBy(dates, calendar, new Date(at + stepMs)) === name) at += stepMs;
      return at;
    };
    const [begin, end] = [edge(-quarterMs), edge(quarterMs) + quarterMs];
    isLong = 2 * (end - tick) < end - begin;
  }
  return begins;
}

export type Use = { cloud: string | null; machine: string; overflow: boolean; quantity: Decimal };

/** Use by tick: of a gauge each machine's newest reading, a counter's records split by time. */
export function usesByTick({ aggregation, uses, placement }: UseHistory): Map<number, Use[]> {
  const ticks = new Map<number, Use[]>();
  const put = (tick: number, { cloud, machine, overflow = false }: CountedUse, quantity: Decimal) => {
    if (overflow && placement === "ascribed") return;
    ticks.set(tick, [...(ticks.get(tick) ?? []), { cloud, machine, overflow, quantity }]);
  };
  const readings = new Map<string, CountedUse>();
  for (const use of uses) {
    const quantity = new Plain(use.quantity);
    const end = use.at.getTime();
    if (aggregation !== "sum") {
      const name = `${tickOf(end)} ${use.machine} ${use.cloud}`;
      const known = readings.get(name);
      const newer = !known || use.at > known.at || (end === known.at.getTime() && quantity.gt(known.quantity));
      if (newer) readings.set(name, use);
      continue;
    }
    const start = Math.min(use.start?.getTime() ?? end, end);
    const last = tickOf(end - 1);
    let left = quantity;
    for (let tick = tickOf(start); tick < last; tick += quarterMs) {
      const spent = tick + quarterMs - Math.max(tick, start);
      const share = quantity.times(spent).div(end - start);
      const part = share.toDecimalPlaces(quantity.decimalPlaces() + 9, Decimal.ROUND_DOWN);
      put(tick, use, part);
      left = left.minus(part);
    }
    put(last, use, left);
  }
  for (const use of readings.values()) put(tickOf(use.at.getTime()), use, new Plain(use.quantity));
  return new Map([...ticks].sort(([a], [b]) => a - b));
}
