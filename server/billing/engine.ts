import type { Priced } from "../money";
import { pointsOf } from "./engine/aggregate";
import {
  adjustmentToPropose,
  type ChargeQuantity,
  chargeToMake,
  priceOfCharge,
  type RemittedCharge,
  type TakeBack,
} from "./engine/charge";
import { decideEvents, type EventDecision } from "./engine/events";
import { settled, standing } from "./engine/standing";
import type {
  ExistingEvent,
  OverflowCapacity,
  Quantity,
  Standing,
  SubscriptionParameters,
  UsageSnapshot,
} from "./engine/types";

/** All that the engine looks at: committed use, what was agreed, and what was already decided in the window. */
export type EngineInput = {
  snapshot: UsageSnapshot;
  parameters: SubscriptionParameters;
  /** Overflow machines at work. */
  capacities: readonly OverflowCapacity[];
  /** The window's billing events. */
  events: readonly ExistingEvent[];
  /** Included amounts in addition to the limit, in units of the meter. */
  covers: readonly Quantity[];
  /** The window's charges, in billing units. */
  remitted: readonly RemittedCharge[];
};

/** What is to be done about it. Nothing has been done. */
export type EngineOutput = {
  standing: Standing;
  decision: EventDecision;
  /** The line to add now; null when there is nothing to bill, so that no row is made. */
  charge: (ChargeQuantity & { rate: Quantity; priced: Priced }) | null;
  /** What was billed too much, to be proposed where use was corrected; null where nothing was. */
  adjustment: (TakeBack & { rate: Quantity }) | null;
  /** No excess is left: the host cloud may be notified. */
  settled: boolean;
};

/**
 * The engine: usage and parameters in, decisions out (docs/rules.md 4.12). The evaluator executes what it
 * says; "what would happen" shows it. No database, no clock; the same input always gives the same output.
 */
export function judge({ snapshot, parameters, capacities, events, covers, remitted }: EngineInput): EngineOutput {
  const points = pointsOf(snapshot, parameters);
  const stands = standing(points, capacities);
  const { increment } = stands;
  const { billingStep: step, billingFactor: factor, overRate: rate, currency } = parameters;
  const running = { increment, covers, remitted, step, factor };
  const due = chargeToMake(running);
  const adjustment = adjustmentToPropose(running, { rate, currency });
  return {
    standing: stands,
    decision: decideEvents(stands, points, capacities, events),
    charge: due.quantity === "0" ? null : { ...due, rate, priced: priceOfCharge(due, remitted, { rate, currency }) },
    adjustment: adjustment && { ...adjustment, rate },
    settled: settled(stands),
  };
}
