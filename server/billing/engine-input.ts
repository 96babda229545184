import { and, asc, eq, inArray, lt, type SQL } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { billingEvents, charges, machines, overflows, serviceConfigurations } from "@/db/schema";
import type { Context } from "../context";
import { overflowSets } from "../overflow/states";
import type { BillingWindow } from "../periods";
import type { Sightings } from "../usage/store/use-over-time";
import type { EngineInput } from "./engine";
import { type Deciding, decidingTicks } from "./engine/deciding";
import type { ExistingEvent, OverflowCapacity, UsageSnapshot, UsageTick } from "./engine/types";
import type { LockedStanding } from "./lock-standing";
import { type Parameter, parameterById } from "./parameters";
import { sightingsOf } from "./sightings";
import { usableCapacity } from "./usable-capacity";

/** Grace after a window's end before averages and last values are judged (docs/rules.md 3.8). */
export const graceMs = 10 * 60_000;

/**
 * Committed use of one standing, read under its lock: the window's ticks with the ordinary machines of each cloud
 * summed, the use now, and of each machine what it used last: the readings of the next judgment.
 */
export type CommittedUse = Required<Pick<UsageSnapshot, "ticks" | "present">> & { latest: readonly UsageTick[] };

/** The window's ticks machine by machine, and the readings that it was judged on before. */
export type UseByMachine = Required<Pick<UsageSnapshot, "ticks" | "before">>;

/** Reads a standing's use: the ticks that decide, or where that is null all of its window. */
export type UseReader = (deciding: Deciding | null, sightings: Sightings | undefined) => Promise<CommittedUse>;

/**
 * Everything the engine looks at for one standing, read under its lock.
 * @param every all ticks of the window are read, also where a few of them decide
 */
export async function engineInput(
  ctx: Context,
  parameter: Parameter,
  standing: Pick<LockedStanding, "windowStart" | "windowEnd">,
  { readUse, every = false }: { readUse: UseReader; every?: boolean },
): Promise<EngineInput & { latest: CommittedUse["latest"] }> {
  const window = { start: standing.windowStart, end: standing.windowEnd };
  const events = await eventsOf(ctx, parameter, window.start);
  const coming = await comingOf(ctx, parameter, window.start);
  const capacities = [...(await capacitiesOf(ctx, parameter, window.start)), ...coming];
  const made = await chargesOf(ctx, parameter, window);
  const others = await othersOf(ctx, parameter, window, made);
  const isAlone = capacities.length === 0 && others.length === 0;
  const deciding = isAlone && !every ? decidingTicks(parameter.engine, window) : null;
  const { ticks, present, latest } = await readUse(deciding, sightingsOf(parameter, window));
  const found = { capacities, events, others, remitted: made.get(parameter.id) ?? [] };
  return { ...inputFrom(ctx, parameter, window, { ticks, present }, found), latest };
}

/** What the engine looks at, of use that was read. `found`: what there is besides of limit, window and meter. */
export const inputFrom = (
  ctx: Context,
  parameter: Parameter,
  window: BillingWindow,
  { ticks, present }: Pick<CommittedUse, "ticks" | "present">,
  found: Pick<EngineInput, "capacities" | "events" | "remitted" | "others"> = none,
): EngineInput => ({
  snapshot: {
    meter: parameter.engine.meter,
    window,
    ticks,
    present,
    closed: ctx.now.getTime() >= window.end.getTime() + graceMs,
  },
  parameters: parameter.engine,
  covers: quantitiesOf(parameter),
  ...found,
});
const none = { capacities: [], events: [], remitted: [], others: [] };

const quantitiesOf = ({ covers }: Parameter) => covers.map(({ quantity }) => quantity);

type Charges = Map<string, EngineInput["remitted"][number][]>;

/** The window's charges of all limits of the meter, by limit. */
async function chargesOf(ctx: Context, { customerId, engine }: Parameter, window: BillingWindow): Promise<Charges> {
  const rows = await ctx.tx
    .select()
    .from(charges)
    .where(
      and(
        eq(charges.customerId, customerId),
        inArray(
          charges.parameterId,
          engine.stack.map(({ id }) => id),
        ),
        eq(charges.windowStart, window.start),
      ),
    );
  const made: Charges = new Map();
  for (const { parameterId, quantity, amountMinor: minor, currency, state } of rows)
    made.set(parameterId, [...(made.get(parameterId) ?? []), { quantity, amount: { minor, currency }, state }]);
  return made;
}

/** The meter's other limits, where one of them has charged anything in this window: else there is nothing to count. */
async function othersOf(
  ctx: Context,
  { id, customerId, engine, anchorDay }: Parameter,
  window: BillingWindow,
  made: Charges,
): Promise<NonNullable<EngineInput["others"]>> {
  if ([...made.keys()].every((limit) => limit === id)) return [];
  const others: NonNullable<EngineInput["others"]>[number][] = [];
  for (const { id: parameterId } of engine.stack) {
    if (parameterId === id) continue;
    const other = await parameterById(ctx, { customerId, parameterId, windowStart: window.start });
    // Limits that count the same use share their windows; one that ended before, or of another cloud, may have others.
    if (other.engine.period === engine.period && other.anchorDay === anchorDay)
      others.push({ parameters: other.engine, covers: quantitiesOf(other), remitted: made.get(parameterId) ?? [] });
  }
  return others;
}

const first = alias(machines, "first_machine");

/** The events of this limit with their overflows, those overflows' first and second machines, oldest first. */
function overflowsOf(ctx: Context, parameter: Parameter, which: SQL | undefined) {
  const ofCustomer = (column: typeof machines.customerId | typeof first.customerId) =>
    eq(column, billingEvents.customerId);
  return ctx.tx
    .select({
      event: billingEvents,
      overflow: overflows,
      machine: { id: machines.id, cloudId: machines.cloudId, activeAt: machines.activeAt },
      first: { state: first.state, enrolledAt: first.enrolledAt },
      wanted: {
        state: serviceConfigurations.state,
        serviceId: serviceConfigurations.serviceId,
        units: serviceConfigurations.units,
      },
    })
    .from(billingEvents)
    .leftJoin(
      overflows,
      and(eq(overflows.customerId, billingEvents.customerId), eq(overflows.billingEventId, billingEvents.id)),
    )
    .leftJoin(machines, and(ofCustomer(machines.customerId), eq(machines.id, overflows.machineId)))
    .leftJoin(first, and(ofCustomer(first.customerId), eq(first.id, overflows.firstMachineId)))
    .leftJoin(
      serviceConfigurations,
      and(
        eq(serviceConfigurations.customerId, billingEvents.customerId),
        eq(serviceConfigurations.machineId, overflows.firstMachineId),
      ),
    )
    .where(and(eq(billingEvents.customerId, parameter.customerId), eq(billingEvents.parameterId, parameter.id), which))
    .orderBy(asc(billingEvents.windowStart), asc(billingEvents.ordinal));
}
type OverflowRow = Awaited<ReturnType<typeof overflowsOf>>[number];

/** What the overflow machine carries or can come to carry; null until a resource is identified. */
function capacityOf({ overflow, first: machine, wanted }: OverflowRow, parameter: Parameter): string | null {
  if (!overflow || parameter.engine.placement === "ascribed") return overflow?.capacity ?? null;
  return usableCapacity(overflow, { machine, wanted }, parameter.serviceId);
}

async function eventsOf(ctx: Context, parameter: Parameter, windowStart: Date): Promise<ExistingEvent[]> {
  const rows = await overflowsOf(ctx, parameter, eq(billingEvents.windowStart, windowStart));
  return rows.map((row) => ({
    ordinal: row.event.ordinal,
    state: row.overflow?.state ?? "requested",
    excessAtRaise: row.event.excess,
    plannedCapacity: capacityOf(row, parameter),
    carried: row.overflow?.carried ?? "0",
  }));
}

/** Not yet: a time after every window. */
const notYet = new Date(8_640_000_000_000_000);

/**
 * Overflow machines that an earlier window's event is starting: what they are going to take needs no second machine in
 * this window.
 */
async function comingOf(ctx: Context, parameter: Parameter, windowStart: Date): Promise<OverflowCapacity[]> {
  const coming = inArray(overflows.state, overflowSets.onTheWay);
  const rows = await overflowsOf(ctx, parameter, and(lt(billingEvents.windowStart, windowStart), coming));
  return rows.map((row) => ({
    machineId: row.overflow?.machineId ?? row.overflow?.id ?? "",
    cloudId: row.overflow?.cloudId ?? null,
    capacity: capacityOf(row, parameter) ?? "0",
    ordinal: null,
    since: notYet,
  }));
}

/** Overflow machines of this limit that carry, whichever window's event started them. */
async function capacitiesOf(ctx: Context, parameter: Parameter, windowStart: Date): Promise<OverflowCapacity[]> {
  const rows = await overflowsOf(ctx, parameter, inArray(overflows.state, overflowSets.atWork));
  return rows.flatMap((row) => {
    const { overflow, event, machine } = row;
    if (!overflow || !machine) return [];
    return [
      {
        machineId: machine.id,
        cloudId: machine.cloudId,
        capacity: capacityOf(row, parameter) ?? "0",
        ordinal: event.windowStart.getTime() === windowStart.getTime() ? event.ordinal : null,
        since: machine.activeAt ?? overflow.changedAt,
      },
    ];
  });
}
