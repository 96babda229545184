import type { Deciding } from "../../billing/engine/deciding";
import type { CommittedUse, UseByMachine } from "../../billing/engine-input";
import type { LockedStanding } from "../../billing/lock-standing";
import type { Context } from "../../context";
import type { Sightings } from "../store/use-over-time";
import { tickMs } from "../ticks";
import { presentTicks } from "./present-use";
import { decidingTicksOf, usageSnapshot, usageSums } from "./queries";
import { type KnownMeter, meterBySlug } from "./scope";

/**
 * How far back readings are looked for when a window begins: whose rise carried the sum over may have begun before it.
 */
const lookBackMs = 60 * 60_000;

/** A standing as its use is read: of a window that has not been judged there are no readings. */
type JudgedWindow = Pick<LockedStanding, "customerId" | "meter" | "windowStart" | "windowEnd" | "readings"> & {
  /** Of a unique count: which sightings its limit is judged by. */
  sightings?: Sightings | undefined;
};

/**
 * Committed use of a standing's window, or the ticks of it that decide, and the use now. To decide on it, read it under
 * the standing's lock.
 * @throws not_found for an unknown meter
 */
export async function committedUse(
  ctx: Context,
  window: JudgedWindow,
  deciding: Deciding | null,
): Promise<CommittedUse> {
  const meter = await meterBySlug(ctx, window.meter);
  if (meter.kind === "unique") return sightedUse(ctx, window, meter);
  const use = deciding && (await decidingUse(ctx, window, meter, deciding));
  return use ?? withPresent(ctx, window, meter, await usageSums(ctx, windowTime(window, meter)));
}

/** The same of the ticks that decide; null where overflow machines have a part in them. */
export async function decidingUse(
  ctx: Context,
  window: JudgedWindow,
  meter: KnownMeter,
  deciding: Deciding,
): Promise<CommittedUse | null> {
  const { kind } = meter;
  if (kind === "unique") {
    const use = await sightedUse(ctx, window, meter);
    return use.ticks.some(({ overflow }) => overflow) ? null : use;
  }
  const ticks = await decidingTicksOf(ctx, { ...windowTime(window, meter), kind, only: deciding });
  return ticks && withPresent(ctx, window, meter, ticks);
}

const windowTime = ({ customerId, windowStart, windowEnd, sightings }: JudgedWindow, { slug, kind }: KnownMeter) => ({
  ...{ customerId, meter: slug, kind, from: windowStart, to: windowEnd, sightings },
});

/** A unique count: where its values were first seen is all there is, and there are no more such places than values. */
async function sightedUse(ctx: Context, window: JudgedWindow, meter: KnownMeter): Promise<CommittedUse> {
  const ticks = await usageSnapshot(ctx, windowTime(window, meter));
  const { reached, at } = momentsOf(window, ticks, ctx.now);
  const latest = ticks.filter(({ tick }) => tick.getTime() === reached.getTime());
  return { ticks, present: { at, ticks: [] }, latest };
}

/** The ticks of a window with the use now, and of each machine what it used last. */
async function withPresent(
  ctx: Context,
  window: JudgedWindow,
  meter: KnownMeter,
  ticks: CommittedUse["ticks"],
): Promise<CommittedUse> {
  const { reached, at } = momentsOf(window, ticks, ctx.now);
  const present = await presentTicks(ctx, { customerId: window.customerId, meter, at });
  const inNewest = { ...windowTime(window, meter), from: reached, to: new Date(reached.getTime() + tickMs) };
  const latest = meter.kind === "counter" ? await usageSnapshot(ctx, inNewest) : present;
  return { ticks, present: { at, ticks: present }, latest };
}

/**
 * The newest tick that use reached, and the moment at which the window is shown: one that is over as it was in that
 * tick, since the use now belongs to a later window.
 */
function momentsOf({ windowStart, windowEnd }: JudgedWindow, ticks: CommittedUse["ticks"], now: Date) {
  const lastTick = new Date(windowEnd.getTime() - tickMs);
  const newest = new Date(ticks.reduce((latest, { tick }) => Math.max(latest, tick.getTime()), 0));
  const reached = newest >= windowStart ? newest : lastTick;
  return { reached, at: windowEnd > now ? new Date(Math.min(+now, +lastTick)) : reached };
}

/**
 * The same use machine by machine, and the readings that it was judged on before: whose rise carried the sum over. Only
 * a crossing needs it; what it reads grows with the machines. @throws not_found for an unknown meter
 */
export async function committedByMachine(
  ctx: Context,
  { customerId, meter, windowStart, windowEnd, readings, sightings }: JudgedWindow,
): Promise<UseByMachine> {
  const of = { customerId, meter, kind: (await meterBySlug(ctx, meter)).kind, sightings };
  const ticks = await usageSnapshot(ctx, { ...of, from: windowStart, to: windowEnd });
  const lookBack = { from: new Date(windowStart.getTime() - lookBackMs), to: windowStart };
  const before = readings
    ? readings.map((reading) => ({ ...reading, tick: new Date(reading.tick) }))
    : await usageSnapshot(ctx, { ...of, ...lookBack });
  return { ticks, before };
}
