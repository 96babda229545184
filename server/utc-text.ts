/** An instant inside a sentence of the server: `21 Nov 2026, 14:05 UTC`. Screens use components/ui/format-time.ts. */
export function utcText(at: Date): string {
  const [, day, month, year, clock = ""] = at.toUTCString().split(" ");
  return `${Number(day)} ${month} ${year}, ${clock.slice(0, 5)} UTC`;
}
