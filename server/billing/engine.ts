import type { Priced } from "../money";
import { pointsOf } from "./engine/aggregate";
import {
  adjustmentToPropose,
  type ChargeQuantity,
  chargeToMake,
  priceOfCharge,
  type RemittedCharge,
  type RunningTotal,
  type SharedTotal,
  sharedBilling,
  type TakeBack,
} from "./engine/charge";
import { decideEvents, type EventDecision } from "./engine/events";
import { offsetsOf, type WindowOffsets } from "./engine/offsets";
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
  /** The meter's other limits with what they have charged in this window; left out where none has charged anything. */
  others?: readonly {
    parameters: SubscriptionParameters;
    covers: readonly Quantity[];
    remitted: readonly RemittedCharge[];
  }[];
};

/** What is to be done about it. Nothing has been done. */
export type EngineOutput = {
  standing: Standing;
  decision: EventDecision;
  /** The line to add now; null when there is nothing to bill, so that no row is made. */
  charge: (ChargeQuantity & { rate: Quantity; priced: Priced }) | null;
  /** What was billed too much, to be proposed where use was corrected; null where nothing was. */
  adjustment: (TakeBack & { rate: Quantity }) | null;
  /** Of offset billing: the window's margins; null of limit billing. Nothing else is charged then. */
  offsets: WindowOffsets | null;
  /** No excess is left: the host cloud may be notified. */
  settled: boolean;
};

/**
 * The engine: usage and parameters in, decisions out (docs/rules.md 4.12). The evaluator executes what it
 * says; "what would happen" shows it. No database, no clock; the same input always gives the same output.
 */
export function judge(input: EngineInput): EngineOutput {
  const { snapshot, parameters, capacities, events, covers, remitted } = input;
  const points = pointsOf(snapshot, parameters);
  const stands = standing(points, capacities);
  const { billingStep: step, billingFactor: factor, overRate: rate, currency } = parameters;
  const settles = { settled: settled(stands), decision: decideEvents(stands, points, capacities, events, covers) };
  if (parameters.mode === "offset")
    return { ...settles, standing: stands, charge: null, adjustment: null, offsets: offsetsOf(points, stands) };
  const own = { increment: stands.increment, covers, remitted, step, factor };
  const running = { ...own, ...sharedWith(input, own) };
  const due = chargeToMake(running);
  const adjustment = adjustmentToPropose(running, { rate, currency });
  return {
    ...settles,
    standing: stands,
    offsets: null,
    charge: due.quantity === "0" ? null : { ...due, rate, priced: priceOfCharge(due, remitted, { rate, currency }) },
    adjustment: adjustment && { ...adjustment, rate },
  };
}

/** What this limit and the meter's others have billed of each other's running totals. */
function sharedWith({ snapshot, parameters, capacities, others = [] }: EngineInput, own: RunningTotal) {
  if (!others.some(({ remitted }) => remitted.length > 0)) return {};
  const totals = new Map<string, SharedTotal>([[parameters.id, { ...own, scope: parameters.scope }]]);
  for (const { parameters: other, covers, remitted } of others) {
    const { increment } = standing(pointsOf(snapshot, other), capacities);
    const { billingStep: step, billingFactor: factor, scope } = other;
    totals.set(other.id, { increment, covers, remitted, step, factor, scope });
  }
  const inOrder = parameters.stack.map(({ id }) => id).filter((id) => totals.has(id));
  return sharedBilling(
    inOrder.flatMap((id) => totals.get(id) ?? []),
    inOrder.indexOf(parameters.id),
  );
}
