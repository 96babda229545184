import { Exact, readExact, sumExact, writeExact, ZERO } from "../../quantity";
import { carriedOf, ordinaryOf, type Point, TICK } from "./aggregate";
import { compareClouds } from "./stack";
import type { CloudUse, OverflowCapacity, Split, SubscriptionParameters } from "./types";

/** Rule 6 in exact numbers. */
export type ExactSplit = { ordinary: Exact; carried: Exact; covered: Exact; overflow: Exact; excess: Exact };

/**
 * Rule 6 at a point, with the overflow capacity that was there by the end of its tick: covered is what the limit covers
 * of O; overflow = V where work is placed, min(O - covered, free overflow capacity) where it is ascribed; excess = what
 * is left.
 */
export function splitPoint(
  point: Point,
  { placement }: Pick<SubscriptionParameters, "placement">,
  capacities: readonly OverflowCapacity[],
): ExactSplit {
  const [ordinary, carried, { covered }] = [ordinaryOf(point), carriedOf(point), point];
  const beyond = ordinary.minus(covered);
  if (placement === "placed") return { ordinary, carried, covered, overflow: carried, excess: beyond };
  const end = point.at.getTime() + TICK;
  const there = capacities.filter(({ since }) => since === undefined || since.getTime() < end);
  const overflow = Exact.min(beyond, capacityOf(there));
  return { ordinary, carried, covered, overflow, excess: beyond.minus(overflow) };
}

/** What overflow machines can carry together. */
export function capacityOf(capacities: readonly OverflowCapacity[]): Exact {
  return sumExact(capacities.map(({ capacity }) => readExact(capacity)));
}

/** Writes a split with its clouds; `at` is null where it stands for the whole window. */
export function writeSplit(split: ExactSplit, point: Point, at: Date | null): Split {
  return {
    at,
    use: writeExact(split.covered.plus(split.overflow).plus(split.excess)),
    ordinary: writeExact(split.ordinary),
    carried: writeExact(split.carried),
    covered: writeExact(split.covered),
    overflow: writeExact(split.overflow),
    excess: writeExact(split.excess),
    byCloud: cloudUses(point),
  };
}

function cloudUses(point: Point): CloudUse[] {
  const clouds = [...new Set([...point.ordinary.keys(), ...point.carried.keys()])].sort(compareClouds);
  return clouds.map((cloudId) => {
    const ordinary = point.ordinary.get(cloudId) ?? ZERO;
    const carried = point.carried.get(cloudId) ?? ZERO;
    return {
      cloudId,
      use: writeExact(ordinary.plus(carried)),
      ordinary: writeExact(ordinary),
      carried: writeExact(carried),
    };
  });
}
