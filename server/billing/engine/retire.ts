import type { BillingWindow } from "../../periods";
import { readExact, sumExact } from "../../quantity";
import { ordinaryOf, pointsOf } from "./aggregate";
import { capacityOf } from "./split";
import type { OverflowCapacity, SubscriptionParameters, UsageSnapshot } from "./types";

/**
 * Product.md section 5.6: whether the use without these overflow machines stayed within the limit for the full period
 * `window` (which must be over: the caller knows the time). What they carried counts as ordinary use again; the
 * machines that stay go on carrying theirs. Every tick must hold for gauges, the total for counters. Without any
 * reading nothing is known, and without a limit nothing is over: false, and true.
 * @param staying the overflow machines that would remain; they matter where work is ascribed.
 */
export function withinLimitWithout(
  snapshot: UsageSnapshot,
  parameters: SubscriptionParameters,
  retiring: readonly string[],
  staying: readonly OverflowCapacity[],
  window: BillingWindow,
): boolean {
  const points = pointsOf({ ...snapshot, window }, parameters);
  if (points.length === 0) return false;
  if (parameters.limit === null) return true;
  const ascribed = parameters.placement === "ascribed";
  const room = ascribed ? readExact(parameters.limit).plus(capacityOf(staying)) : readExact(parameters.limit);
  const judged = parameters.aggregation === "sum" ? points.slice(-1) : points;
  return judged.every((point) => {
    const back = sumExact(retiring.flatMap((machine) => point.carriedByMachine.get(machine) ?? []));
    return ordinaryOf(point).plus(back).lte(room);
  });
}
