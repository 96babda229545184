// Times are formatted from an instant and a zone that the server passes; nothing here looks at a clock.

export type Instant = Date | string | number;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const formatters = new Map<string, Intl.DateTimeFormat>();

function parts(at: Instant, zone: string) {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    formatters.set(zone, formatter);
  }
  const found: Record<string, string> = {};
  for (const part of formatter.formatToParts(new Date(at))) found[part.type] = part.value;
  const { year = "", month = "1", day = "", hour = "", minute = "", second = "" } = found;
  return { year, month: MONTHS[Number(month) - 1] ?? "", day: String(Number(day)), hour, minute, second };
}

/** `21 Nov 2026` */
export function formatDate(at: Instant, zone: string): string {
  const p = parts(at, zone);
  return `${p.day} ${p.month} ${p.year}`;
}

/** `21 Nov 2026, 14:05` */
export function formatDateTime(at: Instant, zone: string): string {
  const p = parts(at, zone);
  return `${p.day} ${p.month} ${p.year}, ${p.hour}:${p.minute}`;
}

/** `21 Nov` in the year of `now`, else `21 Nov 2025`. */
export function formatDay(at: Instant, now: Instant, zone: string): string {
  const p = parts(at, zone);
  const day = `${p.day} ${p.month}`;
  return p.year === parts(now, zone).year ? day : `${day} ${p.year}`;
}

/** `14:05` */
export function formatClock(at: Instant, zone: string): string {
  const p = parts(at, zone);
  return `${p.hour}:${p.minute}`;
}

/** `09:30:04`, the time of a step. */
export function formatStepTime(at: Instant, zone: string): string {
  const p = parts(at, zone);
  return `${p.hour}:${p.minute}:${p.second}`;
}

/** The exact instant for a hover: `21 Nov 2026, 14:05:12 Europe/Berlin`. */
export function formatExact(at: Instant, zone: string): string {
  const p = parts(at, zone);
  return `${p.day} ${p.month} ${p.year}, ${p.hour}:${p.minute}:${p.second} ${zone}`;
}

/** A zone's name in a sentence: `UTC`, `Berlin time`, `New York time`. */
export function zoneWords(zone: string): string {
  return zone === "UTC" ? zone : `${(zone.split("/").at(-1) ?? zone).replaceAll("_", " ")} time`;
}

/**
 * A half-open period as its first and last day: `1 to 30 Nov 2026`, `15 Nov to 14 Dec 2026`. One that does not begin
 * and end at midnight has its times: `31 Oct 2026, 23:00 to 30 Nov 2026, 23:00`.
 */
export function formatPeriod(from: Instant, to: Instant, zone: string): string {
  if ([from, to].some((edge) => formatStepTime(edge, zone) !== "00:00:00"))
    return `${formatDateTime(from, zone)} to ${formatDateTime(to, zone)}`;
  const a = parts(from, zone);
  const b = parts(new Date(new Date(to).getTime() - 1), zone);
  const end = `${b.day} ${b.month} ${b.year}`;
  if (a.year !== b.year) return `${a.day} ${a.month} ${a.year} to ${end}`;
  if (a.month !== b.month) return `${a.day} ${a.month} to ${end}`;
  return a.day === b.day ? end : `${a.day} to ${end}`;
}

/** A span in milliseconds in its two largest units: `0.4 s`, `4 s`, `11 min 20 s`, `23 h 57 min`, `6 d 21 h`. */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 9950) {
    const tenths = Math.round(ms / 100) / 10;
    return `${tenths} s`;
  }
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return two(Math.floor(seconds / 60), "min", seconds % 60, "s");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return two(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const hours = Math.floor(minutes / 60);
  return two(Math.floor(hours / 24), "d", hours % 24, "h");
}

function two(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

/** An age in its largest unit: `12 s`, `2 min`, `3 h`, `2 d`. For older instants see RelativeTime. */
export function formatAge(at: Instant, now: Instant): string {
  const seconds = Math.max(0, Math.floor((new Date(now).getTime() - new Date(at).getTime()) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}
