import type { BillingWindow } from "../../periods";
import { Exact, readExact, writeExact } from "../../quantity";
import { allowedAt, isInForce, overlaps } from "./stack";
import type { Quantity, SubscriptionParameters } from "./types";

/**
 * Which ticks of a window decide anything. `total`: the sums of the window, in its newest tick. `newest`: that tick
 * alone. `peaks`: the newest tick, that with the most use, and of those with at least `level` each that has more than
 * every one before it.
 */
export type Deciding = {
  by: "total" | "newest" | "peaks";
  /** The host cloud whose use alone is the limit's; undefined: all of them. */
  cloudId: string | undefined;
  level: Quantity;
};

/**
 * Which ticks decide where one limit stands, as long as no overflow machine has a part in it; null where each of them
 * may. They are few where one limit holds for the whole window with one quantity: then what is judged follows from the
 * total of a tick alone, and the more of it, the more is over (docs/rules.md 4.1, 4.2, 4.8). The engine says the same
 * of them as of all ticks of the window.
 */
export function decidingTicks(
  { stack, scope, aggregation, id, thresholdPercent }: SubscriptionParameters,
  window: BillingWindow,
): Deciding | null {
  const [start, end] = [window.start.getTime(), window.end.getTime()];
  const inWindow = stack.filter(({ from, to }) => from.getTime() < end && (to === null || to.getTime() > start));
  const [own, ...others] = inWindow.filter((limit) => overlaps(limit.scope, scope));
  if (own?.id !== id || others.length > 0 || !isInForce(own, start) || !isInForce(own, end - 1)) return null;
  if (own.terms.some(({ from }) => from.getTime() > start && from.getTime() < end)) return null;
  const allowed = allowedAt(own, start);
  if (allowed === null || aggregation === "average") return null;
  const share = Exact.min(100, readExact(thresholdPercent)).div(100);
  return {
    by: aggregation === "sum" ? "total" : aggregation === "last" ? "newest" : "peaks",
    cloudId: scope === "aggregate" ? undefined : scope.cloudId,
    level: writeExact(allowed.times(share)),
  };
}
