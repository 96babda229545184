import { staffZone } from "@/components/frame/staff-zone";
import { formatMoney } from "@/components/ui/format";
import { formatDay } from "@/components/ui/format-time";

const height = 44;

/**
 * Increments of each day of the month, in one currency, up to today. Usage and Billing events have the figures.
 */
export function IncrementBars({
  days,
  month,
  now,
  currency,
}: {
  days: { day: string; minor: string }[];
  month: Date;
  now: Date;
  currency: string;
}) {
  const last = Math.floor((now.getTime() - month.getTime()) / 86_400_000);
  const bars = Array.from({ length: last + 1 }, (_, at) => {
    const day = new Date(month.getTime() + at * 86_400_000).toISOString().slice(0, 10);
    return { day, minor: BigInt(days.find((one) => one.day === day)?.minor ?? "0") };
  });
  const [most = 1n] = bars
    .map(({ minor }) => minor)
    .concat(1n)
    .sort((a, b) => (a < b ? 1 : -1));
  const tallest = bars.find(({ minor }) => minor === most && minor > 0n);
  const label = tallest
    ? `Increments per day: most on ${formatDay(tallest.day, now, staffZone)}, ${formatMoney(most, currency)}`
    : "Increments per day: none";
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${31 * 10} ${height}`}
      preserveAspectRatio="none"
      className="block h-11 w-full"
    >
      <path d={`M0 ${height - 0.5}H310`} stroke="var(--color-line)" />
      {bars.map(({ day, minor }, at) => {
        const tall = Number((minor * BigInt(height - 4)) / most);
        return minor > 0n ? (
          <rect
            key={day}
            x={at * 10}
            y={height - Math.max(1, tall)}
            width={8}
            height={Math.max(1, tall)}
            fill="var(--color-overflow)"
            opacity={at === last ? 1 : 0.65}
          >
            <title>{`${formatDay(day, now, staffZone)}: ${formatMoney(minor, currency)}`}</title>
          </rect>
        ) : null;
      })}
    </svg>
  );
}
