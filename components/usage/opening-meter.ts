import { inUrgency } from "@/components/overview/own-overview-words";
import type { StandingRow } from "@/server/reads/standings";
import type { MeterHistory } from "@/server/usage/store/use-over-time";

const dayMs = 86_400_000;

/**
 * The meter that a page of usage opens on: the one with the most informative chart. The first difference decides:
 * 1. used for a day or longer, before one that began today (its chart is a single point);
 * 2. the more urgent limit (excess, carried, at the limit, near, then the fullest), before a meter without a limit;
 * 3. used by more customers (where the use of all is shown);
 * 4. used for longer; the name of the meter.
 * Where nothing was used yet, the meter of the most urgent limit, else the first.
 */
export function openingMeter(
  meters: { slug: string }[],
  histories: MeterHistory[],
  standings: StandingRow[],
  now: Date,
): string {
  const urgency = inUrgency(standings).map(({ meter }) => meter);
  const place = (meter: string) => (urgency.includes(meter) ? urgency.indexOf(meter) : urgency.length);
  const young = ({ firstAt }: MeterHistory) => now.getTime() - firstAt.getTime() < dayMs;
  const [first] = histories
    .filter(({ meter }) => meters.some(({ slug }) => slug === meter))
    .sort(
      (a, b) =>
        Number(young(a)) - Number(young(b)) ||
        place(a.meter) - place(b.meter) ||
        b.customers - a.customers ||
        a.firstAt.getTime() - b.firstAt.getTime() ||
        a.meter.localeCompare(b.meter),
    );
  return first?.meter ?? urgency[0] ?? meters[0]?.slug ?? "";
}
