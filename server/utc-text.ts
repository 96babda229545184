/** An instant in a text that staff read: `21 Nov 2026, 14:05 UTC`. Screens use components/ui/format-time.ts. */
export const utcText = (at: Date): string => zonedText(at, "UTC");

/** An instant in a text that a customer reads, in the customer's zone: `21 Nov 2026, 15:05 Europe/Berlin`. */
export function zonedText(at: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const part: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = value;
  const { day, month = "", year, hour, minute } = part;
  return `${day} ${month.slice(0, 3)} ${year}, ${hour}:${minute} ${timeZone}`;
}
