import { overflowIs } from "../../overflow/states";
import { Exact, readExact, sumExact, ZERO } from "../../quantity";
import { type Point, TICK } from "./aggregate";
import type { ExistingEvent, OverflowCapacity, SubscriptionParameters } from "./types";

/**
 * How much of the excess at a point the overflow machines will still take: those that this window's events have started
 * or are starting, and those at work since an earlier window. Only an excess beyond it needs another event (rule 3).
 */
export function stillToCarry(
  parameters: SubscriptionParameters,
  capacities: readonly OverflowCapacity[],
  events: readonly ExistingEvent[],
  point: Point,
): Exact {
  const ordinals = new Set(events.map(({ ordinal }) => ordinal));
  const earlier = capacities.filter(({ ordinal }) => ordinal === null || !ordinals.has(ordinal));
  return sumExact([
    ...events.map((event) => roomOfEvent(parameters, capacities, event, point)),
    ...earlier.map((machine) => roomOfMachine(parameters, machine, point)),
  ]);
}

/** Planned capacity if known, else the event's own excess; less what its machine takes already. */
function roomOfEvent(
  parameters: SubscriptionParameters,
  capacities: readonly OverflowCapacity[],
  event: ExistingEvent,
  point: Point,
): Exact {
  const { state, plannedCapacity, excessAtRaise, ordinal } = event;
  const planned = readExact(plannedCapacity ?? excessAtRaise);
  const machines = capacities.filter((machine) => machine.ordinal === ordinal);
  if (parameters.placement === "ascribed") {
    if (overflowIs("leaving", state)) return ZERO;
    // What its machine can take was taken off the excess already.
    return above(planned, sumExact(machines.map(({ capacity }) => readExact(capacity))));
  }
  // What a counter has counted stays counted and no machine can carry it away, so all of the event's part stays
  // accounted.
  if (parameters.aggregation === "sum") return overflowIs("leaving", state) ? readExact(excessAtRaise) : planned;
  if (overflowIs("leaving", state)) return ZERO;
  const seen = sumExact(machines.map(({ machineId }) => point.carriedByMachine.get(machineId) ?? ZERO));
  return above(planned, Exact.max(readExact(event.carried), seen));
}

/** What an overflow machine of an earlier window has free. */
function roomOfMachine(parameters: SubscriptionParameters, machine: OverflowCapacity, point: Point): Exact {
  const capacity = readExact(machine.capacity);
  if (parameters.placement === "placed") {
    return above(capacity, point.carriedByMachine.get(machine.machineId) ?? ZERO);
  }
  const wasThere = machine.since === undefined || machine.since.getTime() < point.at.getTime() + TICK;
  return wasThere ? ZERO : capacity;
}

function above(quantity: Exact, taken: Exact): Exact {
  return Exact.max(ZERO, quantity.minus(taken));
}
