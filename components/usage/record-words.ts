import { formatClock, formatDate, formatDateTime } from "@/components/ui/format-time";
import { quantityOf } from "./meter-words";

/** When use was: a gauge's instant; a counter's span, "20 Nov 2026, 10:00 to 10:20". */
export function usedWords({ startedAt, endedAt }: { startedAt: Date | null; endedAt: Date }, zone: string): string {
  if (!startedAt || startedAt.getTime() === endedAt.getTime()) return formatDateTime(endedAt, zone);
  const sameDay = formatDate(startedAt, zone) === formatDate(endedAt, zone);
  return `${formatDateTime(startedAt, zone)} to ${(sameDay ? formatClock : formatDateTime)(endedAt, zone)}`;
}

/** A record as dialogs list it: "14 requests, 20 Nov 2026, 10:00 to 10:20, event-7"; of a unique count its value. */
export function recordName(
  record: { quantity: string; value?: string | null; startedAt: Date | null; endedAt: Date; eventId: string },
  { name, unit }: { name: string; unit: string },
  zone: string,
): string {
  const quantity = quantityOf(record.quantity, { unit, decimals: 9 });
  if (record.value) return `${record.value}, ${name.toLowerCase()}, ${usedWords(record, zone)}, ${record.eventId}`;
  const what = name.toLowerCase() === unit.toLowerCase() ? quantity : `${quantity} of ${name.toLowerCase()}`;
  return `${what}, ${usedWords(record, zone)}, ${record.eventId}`;
}
