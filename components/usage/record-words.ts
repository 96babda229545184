import { formatClock, formatDate, formatDateTime } from "@/components/ui/format-time";

/** When use was: a gauge's instant; a counter's span, "20 Nov 2026, 10:00 to 10:20". */
export function usedWords({ startedAt, endedAt }: { startedAt: Date | null; endedAt: Date }, zone: string): string {
  if (!startedAt || startedAt.getTime() === endedAt.getTime()) return formatDateTime(endedAt, zone);
  const sameDay = formatDate(startedAt, zone) === formatDate(endedAt, zone);
  return `${formatDateTime(startedAt, zone)} to ${(sameDay ? formatClock : formatDateTime)(endedAt, zone)}`;
}
