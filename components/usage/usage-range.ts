import type { Grain } from "@/server/usage/input";

export const usageRanges = { day: "Day", week: "Week", month: "Month", year: "Year" } as const;
export type UsageRange = keyof typeof usageRanges;

const dayMs = 86_400_000;

/** The period that a range means at `now`, in UTC: today, this week from Monday, this month, this year. */
export function periodOf(range: UsageRange, now: Date): { from: Date; to: Date } {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const today = new Date(Date.UTC(year, month, day));
  switch (range) {
    case "day":
      return { from: today, to: new Date(today.getTime() + dayMs) };
    case "week": {
      const from = new Date(today.getTime() - ((today.getUTCDay() + 6) % 7) * dayMs);
      return { from, to: new Date(from.getTime() + 7 * dayMs) };
    }
    case "month": {
      return { from: new Date(Date.UTC(year, month, 1)), to: new Date(Date.UTC(year, month + 1, 1)) };
    }
    case "year": {
      return { from: new Date(Date.UTC(year, 0, 1)), to: new Date(Date.UTC(year + 1, 0, 1)) };
    }
  }
}

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

/** The year below the chart: the 365 days up to now, in whole UTC days. */
export function yearBefore(now: Date): { from: string; to: string } {
  const end = Math.ceil(now.getTime() / dayMs) * dayMs;
  return { from: new Date(end - 365 * dayMs).toISOString(), to: new Date(end).toISOString() };
}

/** What one point of the chart shows: of a gauge the maximum of its bucket, of a counter the sum. */
export function grainWords(grain: Grain, kind: string): string {
  if (grain === "tick") return "15 min";
  return kind === "gauge" ? `maximum of the ${grain}` : `sum of the ${grain}`;
}

/** The name of the period of equal length before. */
export const previousWords: Record<UsageRange, string> = {
  day: "the day before",
  week: "the week before",
  month: "the period before",
  year: "the year before",
};
