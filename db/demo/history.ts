/**
 * A year of use, made from sums of smooth waves: the same every time, with weekends, growth and a little unrest.
 * Quantities are decimal strings.
 */
export type Reading = { at: Date; quantity: string };

const hour = 3_600_000;
const day = 24 * hour;
const calmDays = 5;
const hourlyDays = 62;

/**
 * Instants of a story's year: a day apart long ago, a tick apart today, and an hour apart in the last two months, so
 * that a month stands next to the one before.
 */
export function instants(now: Date): Date[] {
  const end = Math.floor(now.getTime() / (hour / 4)) * (hour / 4);
  const times: number[] = [];
  for (let at = end - 365 * day; at < end - hourlyDays * day; at += day) times.push(at);
  for (let at = end - hourlyDays * day; at < end - 6 * hour; at += hour) times.push(at);
  for (let at = end - 6 * hour; at <= end; at += hour / 4) times.push(at);
  return times.map((at) => new Date(at));
}

/**
 * A gauge that grows from `from` to `to` over the year, with a weekly wave of `wave` (a share of the value) and seeded
 * unrest below that growth. Over the last days both run out: it ends exactly at `to`, without a jump, and never stood
 * above it.
 */
export function growing(
  times: readonly Date[],
  { from, to, wave, seed }: { from: number; to: number; wave: number; seed: number },
): Reading[] {
  const last = times.length - 1;
  const first = times[0]?.getTime() ?? 0;
  const span = (times[last]?.getTime() ?? 1) - first;
  return times.map((at, index) => {
    const progress = (at.getTime() - first) / span;
    const trend = from + (to - from) * progress ** 1.4;
    const week = Math.sin((at.getTime() / day / 7) * 2 * Math.PI + seed);
    const unrest = Math.sin(at.getTime() / day / 1.7 + seed * 3) * Math.cos(at.getTime() / day / 11 + seed);
    const calm = Math.min(1, ((times[last]?.getTime() ?? 0) - at.getTime()) / (calmDays * day));
    const value = index === last ? to : trend * (1 - calm * wave * (1 - (week + unrest) / 2));
    return { at, quantity: String(Number(Math.max(0, value).toFixed(1))) };
  });
}
