import { NOTHING } from "./format";
import { formatAge, formatDateTime, formatDay, formatExact, type Instant } from "./format-time";

/**
 * An age ("2 min ago"), past a week the day; the exact instant with its zone on hover. `now` is the server's time
 * of the request, so that server and browser write the same. `form="stamp"` writes `21 Nov 2026, 14:05` instead.
 */
export function RelativeTime({
  at,
  now,
  zone,
  form = "age",
}: {
  at: Instant | null | undefined;
  now: Instant;
  zone: string;
  form?: "age" | "stamp" | "day";
}) {
  if (at === null || at === undefined) return <span className="text-ink-3">{NOTHING}</span>;
  const instant = new Date(at);
  return (
    <time dateTime={instant.toISOString()} title={formatExact(instant, zone)} className="whitespace-nowrap">
      {text(instant, new Date(now), zone, form)}
    </time>
  );
}

function text(at: Date, now: Date, zone: string, form: "age" | "stamp" | "day"): string {
  if (form === "stamp") return formatDateTime(at, zone);
  const ahead = at.getTime() - now.getTime();
  if (form === "day" || Math.abs(ahead) > 7 * 86_400_000) return formatDay(at, now, zone);
  return ahead > 0 ? `in ${formatAge(now, at)}` : `${formatAge(at, now)} ago`;
}
