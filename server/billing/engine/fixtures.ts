import { pointsOf } from "./aggregate";
import { decideEvents } from "./events";
import { settled, standing } from "./standing";
import type {
  CloudId,
  ExistingEvent,
  OverflowCapacity,
  Quantity,
  StackedLimit,
  SubscriptionParameters,
  UsageSnapshot,
  UsageTick,
} from "./types";

/** What the engine's tests are written with. No test of its own, and imported by tests only. */

export const WINDOW = { start: new Date("2026-03-02T10:00:00Z"), end: new Date("2026-03-02T11:00:00Z") };

/** The n-th 15-minute tick of the window. */
export function tickAt(index: number): Date {
  return new Date(WINDOW.start.getTime() + index * 15 * 60_000);
}

/** A gauge of units, placed, limit 8 over all clouds, charged 0.10 EUR. */
export function agreed({
  limit = "8",
  ...change
}: Partial<SubscriptionParameters> & { limit?: Quantity | null } = {}): SubscriptionParameters {
  return {
    id: "spar_units",
    stack: [allowing(limit, { scope: change.scope ?? "aggregate" })],
    meter: "units",
    unit: "unit",
    aggregation: "max",
    period: "hour",
    scope: "aggregate",
    thresholdPercent: "100",
    overRate: "0.10",
    underCredit: "0.02",
    currency: "EUR",
    billingFactor: "1",
    billingStep: "1",
    referenceShares: {},
    mode: "limit",
    placement: "placed",
    overflowPolicy: "automatic",
    ...change,
  };
}

/** A limit that always held. */
export function allowing(limit: Quantity | null, change: Partial<StackedLimit> = {}): StackedLimit {
  const from = change.from ?? new Date(0);
  return { id: "spar_units", scope: "aggregate", from, to: null, terms: [{ from, limit }], ...change };
}

/** Ordinary use of one machine in its cloud; the machine is called after the cloud unless named. */
export function used(tick: number, cloudId: CloudId, value: string | number, machineId = `mach_${cloudId}`): UsageTick {
  return { tick: tickAt(tick), machineId, cloudId, overflow: false, value: String(value) };
}

/** What an overflow machine carries. */
export function carried(
  tick: number,
  cloudId: CloudId,
  value: string | number,
  machineId = "mach_overflow",
): UsageTick {
  return { tick: tickAt(tick), machineId, cloudId, overflow: true, value: String(value) };
}

export function snapshotOf(ticks: UsageTick[], change: Partial<UsageSnapshot> = {}): UsageSnapshot {
  return { meter: "units", window: WINDOW, ticks, closed: false, ...change };
}

export function raised(change: Partial<ExistingEvent> = {}): ExistingEvent {
  return { ordinal: 1, state: "active", excessAtRaise: "1", plannedCapacity: "4", carried: "0", ...change };
}

/** What `judge` makes of a snapshot before it charges: the standing, whether it is settled, what the events lead to. */
export function lookAt(
  snapshot: UsageSnapshot,
  parameters: SubscriptionParameters,
  capacities: readonly OverflowCapacity[] = [],
) {
  const points = pointsOf(snapshot, parameters);
  const stands = standing(points, capacities);
  return {
    stands,
    settled: settled(stands),
    decide: (events: readonly ExistingEvent[] = []) => decideEvents(stands, points, capacities, events),
  };
}
