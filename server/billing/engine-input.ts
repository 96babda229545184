import { and, asc, eq, inArray, lt } from "drizzle-orm";
import { billingEvents, charges, machines, overflows, subscriptionParameters } from "@/db/schema";
import type { Context } from "../context";
import { overflowSets } from "../overflow/states";
import type { EngineInput } from "./engine";
import type { ExistingEvent, OverflowCapacity, UsageTick } from "./engine/types";
import type { LockedStanding } from "./lock-standing";
import type { Parameter } from "./parameters";

/** Grace after a window's end before averages and last values are judged (docs/rules.md 3.8). */
export const graceMs = 10 * 60_000;

/**
 * Everything the engine looks at for one standing, read under its lock. `ticks` come from usage; `before` are the
 * readings before the window.
 */
export async function engineInput(
  ctx: Context,
  parameter: Parameter,
  standing: LockedStanding,
  use: { ticks: readonly UsageTick[]; before: readonly UsageTick[] },
): Promise<EngineInput> {
  const window = { start: standing.windowStart, end: standing.windowEnd };
  const [events, capacities, remitted] = [
    await eventsOf(ctx, parameter, window.start),
    [...(await capacitiesOf(ctx, parameter, window.start)), ...(await comingOf(ctx, parameter, window.start))],
    await ctx.tx
      .select({ quantity: charges.quantity, state: charges.state })
      .from(charges)
      .where(
        and(
          eq(charges.customerId, parameter.customerId),
          eq(charges.parameterId, parameter.id),
          eq(charges.windowStart, window.start),
        ),
      ),
  ];
  return {
    snapshot: {
      meter: parameter.engine.meter,
      window,
      ticks: use.ticks,
      before: use.before,
      closed: ctx.now.getTime() >= window.end.getTime() + graceMs,
    },
    parameters: parameter.engine,
    capacities,
    events,
    covers: [],
    remitted,
  };
}

async function eventsOf(ctx: Context, parameter: Parameter, windowStart: Date): Promise<ExistingEvent[]> {
  const rows = await ctx.tx
    .select({ event: billingEvents, overflow: overflows })
    .from(billingEvents)
    .leftJoin(
      overflows,
      and(eq(overflows.customerId, billingEvents.customerId), eq(overflows.billingEventId, billingEvents.id)),
    )
    .where(
      and(
        eq(billingEvents.customerId, parameter.customerId),
        eq(billingEvents.parameterId, parameter.id),
        eq(billingEvents.windowStart, windowStart),
      ),
    )
    .orderBy(asc(billingEvents.ordinal));
  return rows.map(({ event, overflow }) => ({
    ordinal: event.ordinal,
    state: overflow?.state ?? "requested",
    excessAtRaise: event.excess,
    plannedCapacity: overflow?.capacity ?? null,
    carried: overflow?.carried ?? "0",
  }));
}

/** Not yet: a time after every window. */
const notYet = new Date(8_640_000_000_000_000);

/**
 * Overflow machines that an earlier window's event is starting: what they are going to take needs no second machine in
 * this window.
 */
async function comingOf(ctx: Context, parameter: Parameter, windowStart: Date): Promise<OverflowCapacity[]> {
  const rows = await ctx.tx
    .select({ overflow: overflows })
    .from(overflows)
    .innerJoin(
      billingEvents,
      and(eq(billingEvents.customerId, overflows.customerId), eq(billingEvents.id, overflows.billingEventId)),
    )
    .where(
      and(
        eq(overflows.customerId, parameter.customerId),
        eq(billingEvents.parameterId, parameter.id),
        lt(billingEvents.windowStart, windowStart),
        inArray(overflows.state, overflowSets.onTheWay),
      ),
    );
  return rows.map(({ overflow }) => ({
    machineId: overflow.machineId ?? overflow.id,
    cloudId: overflow.cloudId,
    capacity: overflow.capacity ?? "0",
    ordinal: null,
    since: notYet,
  }));
}

/** Overflow machines of this limit that carry, whichever window's event started them. */
async function capacitiesOf(ctx: Context, parameter: Parameter, windowStart: Date): Promise<OverflowCapacity[]> {
  const rows = await ctx.tx
    .select({ overflow: overflows, event: billingEvents, machine: machines })
    .from(overflows)
    .innerJoin(
      billingEvents,
      and(eq(billingEvents.customerId, overflows.customerId), eq(billingEvents.id, overflows.billingEventId)),
    )
    .innerJoin(machines, and(eq(machines.customerId, overflows.customerId), eq(machines.id, overflows.machineId)))
    .innerJoin(
      subscriptionParameters,
      and(
        eq(subscriptionParameters.customerId, billingEvents.customerId),
        eq(subscriptionParameters.id, billingEvents.parameterId),
      ),
    )
    .where(
      and(
        eq(overflows.customerId, parameter.customerId),
        eq(billingEvents.parameterId, parameter.id),
        inArray(overflows.state, overflowSets.atWork),
      ),
    );
  return rows.map(({ overflow, event, machine }) => ({
    machineId: machine.id,
    cloudId: machine.cloudId,
    capacity: overflow.capacity ?? "0",
    ordinal: event.windowStart.getTime() === windowStart.getTime() ? event.ordinal : null,
    since: machine.activeAt ?? overflow.changedAt,
  }));
}
