import type { BillingWindow } from "../../periods";
import { allowedAt, isInForce, overlaps } from "./stack";
import type { SubscriptionParameters } from "./types";

/**
 * Which ticks of a window decide anything. `total`: the sums of the window, in its newest tick. `newest`: that tick
 * alone. `peak`: the newest tick, and the first of those with the most use.
 */
export type Deciding = {
  by: "total" | "newest" | "peak";
  /** The host cloud whose use alone is the limit's; undefined: all of them. */
  cloudId: string | undefined;
};

/**
 * Which ticks decide where one limit stands, as long as no overflow machine has a part in it; null where each of them
 * may. They are few where one limit holds for the whole window with one quantity: then what is judged follows from the
 * total of a tick alone, and the more of it, the more is over (docs/rules.md 4.1, 4.2, 4.8). The engine says the same
 * of them as of all ticks of the window, apart from when a crossing was and whose use rose.
 */
export function decidingTicks(
  { stack, scope, aggregation, mode, id }: SubscriptionParameters,
  window: BillingWindow,
): Deciding | null {
  if (mode === "offset" || aggregation === "average") return null;
  const [start, end] = [window.start.getTime(), window.end.getTime()];
  const inWindow = stack.filter(({ from, to }) => from.getTime() < end && (to === null || to.getTime() > start));
  const [own, ...others] = inWindow.filter((limit) => overlaps(limit.scope, scope));
  if (own?.id !== id || others.length > 0 || !isInForce(own, start) || !isInForce(own, end - 1)) return null;
  if (own.terms.some(({ from }) => from.getTime() > start && from.getTime() < end)) return null;
  if (allowedAt(own, start) === null) return null;
  return {
    by: aggregation === "sum" ? "total" : aggregation === "last" ? "newest" : "peak",
    cloudId: scope === "aggregate" ? undefined : scope.cloudId,
  };
}
