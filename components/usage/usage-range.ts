import type { Grain } from "@/server/usage/questions/input";

export const usageRanges = { day: "Day", week: "Week", month: "Month", year: "Year" } as const;
export type UsageRange = keyof typeof usageRanges;

const dayMs = 86_400_000;

/** Days, weeks (from Monday), months and years of one time zone: the one around an instant. */
export type Calendar = { zone: string; around(period: UsageRange, at: Date): { from: Date; to: Date } };

/** A period picked by hand: two instants in order, at most 400 days apart; anything else is ignored. */
export function pickedOf({ from, to }: Record<string, string>, now: Date): { from: Date; to: Date } | null {
  if (!from || !to) return null;
  const [start, end] = [new Date(from), new Date(to)];
  const length = end.getTime() - start.getTime();
  if (Number.isNaN(length) || length < dayMs / 96 || length > 400 * dayMs || start > now) return null;
  return { from: start, to: end };
}

/** Two days by tick, two months by hour, anything longer by day: never more than some 1,500 points. */
export function grainOf({ from, to }: { from: Date; to: Date }): Grain {
  const days = (to.getTime() - from.getTime()) / dayMs;
  return days <= 2 ? "tick" : days <= 62 ? "hour" : "day";
}

/** The year below the chart: the 365 days up to now, in whole days of the calendar. */
export function yearBefore(now: Date, calendar: Calendar): { from: string; to: string } {
  const end = calendar.around("day", now).to;
  const begin = calendar.around("day", new Date(end.getTime() - 365 * dayMs)).from;
  return { from: begin.toISOString(), to: end.toISOString() };
}

/** What one point of the chart shows: of a gauge the maximum of its bucket, of a counter the sum, else its values. */
export function grainWords(grain: Grain, kind: string): string {
  if (grain === "tick") return "15 min";
  if (kind === "unique") return `different ones in the ${grain}`;
  return kind === "gauge" ? `maximum of the ${grain}` : `sum of the ${grain}`;
}

/** The name of the period of equal length before. */
export const previousWords: Record<UsageRange, string> = {
  day: "the day before",
  week: "the week before",
  month: "the period before",
  year: "the year before",
};
