import { sumExact, ZERO } from "../../quantity";
import { ordinaryOf, type Points } from "./aggregate";
import { capacityOf } from "./split";
import type { OverflowCapacity } from "./types";

/**
 * Whether the use without these overflow machines stayed within the limit for the full period of the points, which must
 * be over (docs/rules.md 5.6). What they carried counts as ordinary use again; the machines that stay go on carrying
 * theirs. Every tick must hold for gauges, the total for counters. Without any reading nothing is known: false. Without
 * a limit nothing is over: true.
 * @param staying the overflow machines that would remain; they matter where work is ascribed.
 */
export function withinLimitWithout(
  { parameters, series }: Points,
  retiring: readonly string[],
  staying: readonly OverflowCapacity[],
): boolean {
  if (series.length === 0) return false;
  const room = parameters.placement === "ascribed" ? capacityOf(staying) : ZERO;
  const judged = parameters.aggregation === "sum" ? series.slice(-1) : series;
  return judged.every((point) => {
    const back = sumExact(retiring.flatMap((machine) => point.carriedByMachine.get(machine) ?? []));
    return point.allowed === null || ordinaryOf(point).plus(back).lte(point.allowed.plus(room));
  });
}
