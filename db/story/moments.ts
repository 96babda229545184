import { type BillingWindow, billingWindow } from "@/server/billing/window";
import type { StoryCompany } from "./companies";

/** Use of one meter at one instant, over all clouds. */
export type Total = { at: Date; total: number };

/**
 * The instants at which judging changes something: a window's threshold is first met, its use reaches a new height above the limit; and the last
 * one. Between them the sum only moves inside what has been judged, so the story judges there and nowhere else.
 */
export function moments(
  totals: readonly Total[],
  { timeZone, subscriptions }: StoryCompany,
  meter: string,
): Set<number> {
  const limit = subscriptions.flatMap(({ parameters }) => parameters).find((parameter) => parameter.meter === meter);
  const last = totals.at(-1);
  const found = new Set(last ? [last.at.getTime()] : []);
  if (!limit?.limit) return found;
  const over = Number(limit.limit);
  const threshold = (over * Number(limit.thresholdPercent)) / 100;
  let window: BillingWindow | null = null;
  let highest = 0;
  for (const { at, total } of totals) {
    if (!window || at >= window.end) {
      window = billingWindow(limit.period, at, timeZone);
      highest = 0;
    }
    const meets = total >= threshold && highest < threshold;
    if (meets || (total > over && total > highest)) found.add(at.getTime());
    highest = Math.max(highest, total);
  }
  return found;
}
