import { formatClock, formatDate, formatDay } from "@/components/ui/format-time";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const steps = [15 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY, 14 * DAY];

/** The times that are written under a chart from `from` to `to` (epoch ms), at most `most`, with their words. */
export function timeTicks(from: number, to: number, zone: string, most: number): { time: number; text: string }[] {
  const span = to - from;
  const step = steps.find((one) => span / one <= most);
  if (step === undefined) return monthTicks(from, to, zone, most);
  const count = Math.floor(span / step);
  return Array.from({ length: count + 1 }, (_, at) => from + at * step)
    .filter((time) => step < DAY || time + HOUR < to)
    .map((time) => ({ time, text: step < DAY ? formatClock(time, zone) : dayText(time, to, zone) }));
}

/** The day of a midnight that a change of the clocks may have moved by an hour: an hour later is surely that day. */
function dayText(time: number, now: number, zone: string): string {
  return formatDay(time + HOUR, now, zone);
}

function monthTicks(from: number, to: number, zone: string, most: number): { time: number; text: string }[] {
  const first = new Date(from);
  const months: number[] = [];
  for (let at = 0; ; at += 1) {
    const time = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + at, 1);
    if (time >= to) break;
    if (time >= from - DAY) months.push(Math.max(time, from));
  }
  const every = Math.max(1, Math.ceil(months.length / most));
  return months
    .filter((_, at) => at % every === 0)
    .map((time, at) => {
      const [, month = "", year = ""] = formatDate(time + DAY, zone).split(" ");
      return { time, text: at === 0 || month === "Jan" ? `${month} ${year}` : month };
    });
}
