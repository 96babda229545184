import { formatPeriod } from "@/components/ui/format-time";

export const usageRanges = { day: "Day", week: "Week", month: "Month", year: "Year" } as const;
export type UsageRange = keyof typeof usageRanges;

const dayMs = 86_400_000;

/** The period that a range means at `now`, in UTC: today, this week from Monday, this month, this year; and its grain. */
export function periodOf(range: UsageRange, now: Date) {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  const today = new Date(Date.UTC(year, month, day));
  switch (range) {
    case "day":
      return { from: today, to: new Date(today.getTime() + dayMs), grain: "tick" as const, bucketMs: 900_000 };
    case "week": {
      const from = new Date(today.getTime() - ((today.getUTCDay() + 6) % 7) * dayMs);
      return { from, to: new Date(from.getTime() + 7 * dayMs), grain: "hour" as const, bucketMs: 3_600_000 };
    }
    case "month": {
      const [from, to] = [new Date(Date.UTC(year, month, 1)), new Date(Date.UTC(year, month + 1, 1))];
      return { from, to, grain: "hour" as const, bucketMs: 3_600_000 };
    }
    case "year": {
      const [from, to] = [new Date(Date.UTC(year, 0, 1)), new Date(Date.UTC(year + 1, 0, 1))];
      return { from, to, grain: "day" as const, bucketMs: dayMs };
    }
  }
}

/** "1 to 30 Nov 2026". */
export const periodWords = ({ from, to }: { from: Date; to: Date }): string => formatPeriod(from, to);

export const grainWords = { tick: "15 min", hour: "hour", day: "day" } as const;

/** What the stretch of equal length before is called. */
export const previousWords: Record<UsageRange, string> = {
  day: "the day before",
  week: "the week before",
  month: "the same length before",
  year: "the year before",
};
