import { type BillingWindow, billingWindow } from "@/server/periods";
import type { StoryCompany } from "./companies";

const day = 24 * 3_600_000;
/** So many days back use arrives day by day, before that month by month. */
const daily = 3;
const dayOf = (at: Date) => Math.floor(at.getTime() / day);

/** Use of one meter at one instant, over all clouds. */
export type Total = { at: Date; total: number };

/**
 * The instants at which judging changes something: a window's threshold is first met, its use reaches a new height
 * above the limit. Between them the sum only moves inside what has been judged, so the story records and judges there,
 * at the end of each window and each of the last days, and nowhere else.
 */
export function moments(
  totals: readonly Total[],
  { timeZone, subscriptions }: StoryCompany,
  meter: string,
): Set<number> {
  const limit = subscriptions.flatMap(({ parameters }) => parameters).find((parameter) => parameter.meter === meter);
  const found = new Set<number>();
  if (!limit?.limit) throw new Error(`The story tells use of ${meter}, for which it has no limit.`);
  const over = Number(limit.limit);
  const threshold = (over * Number(limit.thresholdPercent)) / 100;
  const lastDays = new Date((totals.at(-1)?.at.getTime() ?? 0) - daily * day);
  let window: BillingWindow | null = null;
  let highest = 0;
  for (const [index, { at, total }] of totals.entries()) {
    const next = totals[index + 1];
    if (!next || (next.at >= lastDays && dayOf(next.at) !== dayOf(at))) found.add(at.getTime());
    if (!window || at >= window.end) {
      window = billingWindow(limit.period, at, timeZone);
      highest = 0;
    }
    const meets = total >= threshold && highest < threshold;
    if (meets || (total > over && total > highest)) found.add(at.getTime());
    highest = Math.max(highest, total);
    if (next && next.at >= window.end) found.add(at.getTime());
  }
  return found;
}
