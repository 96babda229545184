import type { Calendar } from "@/components/usage/usage-range";
import { calendarWindow } from "@/server/periods";

/** Days, weeks, months and years of a time zone. */
export const calendarOf = (zone: string): Calendar => ({
  zone,
  around: (period, at) => {
    const { start, end } = calendarWindow(period, at, zone);
    return { from: start, to: end };
  },
});
