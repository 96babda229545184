import { type Money, priceQuantity } from "../../money";
import { overflowIs } from "../../overflow/states";
import { ceilToStep, Exact, readExact, sumExact, writeExact, ZERO } from "../../quantity";
import { startsMachines } from "../states";
import type { Point, Points } from "./aggregate";
import { type Attribution, attribute } from "./attribution";
import { stillToCarry } from "./room";
import { splitPoint, writeSplit } from "./split";
import { judgedOf } from "./standing";
import type { CloudUse, ExistingEvent, OverflowCapacity, Quantity, Standing } from "./types";

/** Why no event is raised. */
type QuietReason = "limit_missing" | "not_judged" | "within_limit" | "asked_once" | "overflow_off" | "carried";

/** A billing event to raise: all that rule 5 asks it to name. Quantities in units of the meter. */
export type EventToRaise = {
  raise: true;
  /** Unique within subscription, meter and window. */
  ordinal: number;
  limit: Quantity;
  aggregate: Quantity;
  useByCloud: CloudUse[];
  /** What the event's own machine shall carry: the excess that no earlier event accounts for. */
  excess: Quantity;
  attribution: Attribution;
  rate: Quantity;
  /** The excess beyond the covers in billing units, up to the step. */
  billingQuantity: Quantity;
  /** Explains only; the charge is made by rule 8. */
  amount: Money;
  amountSentence: string;
  /** The first tick in which the use was beyond what events carry. */
  crossedAt: Date;
  /** false: a late look at a crossing that has passed; the use now is within the limit again. */
  stillOver: boolean;
};

/** The answer of `decideEvents`. */
export type EventDecision = EventToRaise | { raise: false; reason: QuietReason; sentence: string };

/** A moment that needs an event: the excess there that no machine carries or is going to. */
type Crossing = { point: Point; excess: Exact };

/**
 * Whether a billing event is due, and which (rules 1, 3 and 5). The first of a window is raised by any crossing in it,
 * however late it is looked at; a further one only when the excess now outgrows what the machines of the events will
 * carry. Given the events it has led to, the same use never raises another.
 */
export function decideEvents(
  standing: Standing,
  points: Points,
  capacities: readonly OverflowCapacity[],
  events: readonly ExistingEvent[],
  covers: readonly Quantity[] = [],
): EventDecision {
  const { parameters, limit } = points;
  const { meter, unit } = parameters;
  if (limit === null) return { raise: false, reason: "limit_missing", sentence: standing.sentence ?? "" };
  if (!standing.judged) return { raise: false, reason: "not_judged", sentence: standing.sentence ?? "" };
  const exceeding = crossings(points, capacities, events.length > 0);
  if (exceeding.length === 0) {
    return quiet("within_limit", `Use of ${meter} leaves nothing over the limit of ${limit} ${unit}.`);
  }
  if (events.length > 0 && !startsMachines(parameters.overflowPolicy)) {
    // Whatever has become of its request for a machine by now: none will come.
    return quiet("overflow_off", `No machine takes ${meter} over: what exceeds the limit is billed in this window.`);
  }
  if (events.some(({ state }) => overflowIs("refused", state))) {
    return quiet("asked_once", `A machine for the excess of ${meter} was declined or failed in this window.`);
  }
  const beyond = exceeding
    .map(({ point, excess }) => ({ point, excess: excess.minus(stillToCarry(parameters, capacities, events, point)) }))
    .filter(({ excess }) => excess.gt(0));
  const first = beyond[0];
  if (!first) return quiet("carried", `The overflow machines will carry the excess of ${meter}.`);
  const worst = beyond.reduce((most, next) => (next.excess.gt(most.excess) ? next : most));
  const there = splitPoint(worst.point, parameters, capacities);
  const split = writeSplit(there, worst.point, null);
  // What earlier events account for uses the covers up first.
  const beforeIt = there.overflow.plus(there.excess).minus(worst.excess);
  const coverLeft = Exact.max(ZERO, sumExact(covers.map(readExact)).minus(beforeIt));
  const beyondCovers = Exact.max(ZERO, worst.excess.minus(coverLeft));
  // With offset billing the margins are billed, not what lies above the limit.
  const inBillingUnits = (parameters.mode === "offset" ? ZERO : beyondCovers).times(
    readExact(parameters.billingFactor),
  );
  const billingQuantity = writeExact(ceilToStep(inBillingUnits, readExact(parameters.billingStep)));
  const priced = priceQuantity(parameters.overRate, billingQuantity, parameters.currency);
  return {
    raise: true,
    ordinal: Math.max(0, ...events.map(({ ordinal }) => ordinal)) + 1,
    limit: worst.point.allowed === null ? limit : writeExact(worst.point.allowed),
    aggregate: split.use,
    useByCloud: split.byCloud,
    excess: writeExact(worst.excess),
    attribution: attribute(points, first.point.at),
    rate: parameters.overRate,
    billingQuantity,
    amount: priced.amount,
    amountSentence: priced.sentence,
    crossedAt: first.point.at,
    stillOver: readExact(standing.now.excess).gt(0),
  };
}

const quiet = (reason: QuietReason, sentence: string): EventDecision => ({
  raise: false,
  reason,
  sentence: `No event: ${sentence}`,
});

function crossings(points: Points, capacities: readonly OverflowCapacity[], onlyNow: boolean): Crossing[] {
  const { parameters, series } = points;
  // A counter's first crossing is where its running total was beyond for the first time.
  const judged = parameters.aggregation === "sum" ? series : judgedOf(points);
  return (onlyNow ? judged.slice(-1) : judged)
    .map((point) => ({ point, excess: splitPoint(point, parameters, capacities).excess }))
    .filter(({ excess }) => excess.gt(0));
}
