import type { Deciding } from "../../billing/engine/deciding";
import type { CommittedUse, UseByMachine } from "../../billing/engine-input";
import type { LockedStanding } from "../../billing/lock-standing";
import type { Context } from "../../context";
import type { Sightings } from "../store/use-over-time";
import { tickMs } from "../ticks";
import { presentTicks } from "./present-use";
import { decidingTicksOf, usageSnapshot, usageSnapshots, usageSums } from "./queries";
import { type KnownMeter, meterBySlug, metersBySlug } from "./scope";

/**
 * How far back readings are looked for when a window begins: whose rise carried the sum over may have begun before it.
 */
const lookBackMs = 60 * 60_000;

/** A standing as its use is read: of a window that has not been judged there are no readings. */
type JudgedWindow = Pick<LockedStanding, "customerId" | "meter" | "windowStart" | "windowEnd" | "readings"> & {
  /** Of a unique count: which sightings its limit is judged by. */
  sightings?: Sightings | undefined;
};

/** A window with its meter, whose slug it has. */
type OfMeter<Window = JudgedWindow> = { window: Window; meter: KnownMeter };

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
  if (meter.kind === "unique") return sightedUse(ctx, { window, meter });
  const [use] = deciding ? await ticksThatDecide(ctx, [{ window: { ...window, deciding }, meter }]) : [];
  if (use) return use;
  const [all] = await withPresent(ctx, [{ window, meter, ticks: await usageSums(ctx, windowTime(window, meter)) }]);
  if (!all) throw new Error("The use of the window was not read.");
  return all;
}

/**
 * The same of the ticks that decide in many windows, in their order, by as many statements as for one; null where
 * overflow machines have a part in them. @throws not_found for an unknown meter
 */
export async function decidingUse(ctx: Context, windows: readonly DecidedWindow[]): Promise<(CommittedUse | null)[]> {
  const meters = await metersBySlug(
    ctx,
    windows.map(({ meter }) => meter),
  );
  return ticksThatDecide(
    ctx,
    windows.map((window) => ({ window, meter: meters.get(window.meter) as KnownMeter })),
  );
}

type DecidedWindow = JudgedWindow & { deciding: Deciding };

async function ticksThatDecide(
  ctx: Context,
  windows: readonly OfMeter<DecidedWindow>[],
): Promise<(CommittedUse | null)[]> {
  const summed = windows.filter(({ meter }) => meter.kind !== "unique");
  const ticks = await decidingTicksOf(
    ctx,
    summed.flatMap(({ window, meter }) => {
      const { kind, ...time } = windowTime(window, meter);
      return kind === "unique" ? [] : [{ ...time, kind, only: window.deciding }];
    }),
  );
  const alone = summed.flatMap((one, n) => (ticks[n] ? [{ ...one, ticks: ticks[n] }] : []));
  const uses = await withPresent(ctx, alone);
  const found = new Map(alone.map(({ window }, n) => [window, uses[n]]));
  return Promise.all(
    windows.map(async ({ window, meter }) => {
      if (meter.kind !== "unique") return found.get(window) ?? null;
      const use = await sightedUse(ctx, { window, meter });
      return use.ticks.some(({ overflow }) => overflow) ? null : use;
    }),
  );
}

const windowTime = ({ customerId, windowStart, windowEnd, sightings }: JudgedWindow, { slug, kind }: KnownMeter) => ({
  ...{ customerId, meter: slug, kind, from: windowStart, to: windowEnd, sightings },
});

/** A unique count: where its values were first seen is all there is, and there are no more such places than values. */
async function sightedUse(ctx: Context, { window, meter }: OfMeter): Promise<CommittedUse> {
  const ticks = await usageSnapshot(ctx, windowTime(window, meter));
  const { reached, at } = momentsOf(window, ticks, ctx.now);
  const latest = ticks.filter(({ tick }) => tick.getTime() === reached.getTime());
  return { ticks, present: { at, ticks: [] }, latest };
}

/** The ticks of windows with the use now, and of each machine what it used last. */
async function withPresent(
  ctx: Context,
  windows: readonly (OfMeter & Pick<CommittedUse, "ticks">)[],
): Promise<CommittedUse[]> {
  const moments = windows.map(({ window, ticks }) => momentsOf(window, ticks, ctx.now));
  const reached = windows.flatMap(({ window, meter }, n) => {
    const { reached: from } = moments[n] as Moments;
    return meter.kind === "counter"
      ? [{ ...windowTime(window, meter), from, to: new Date(from.getTime() + tickMs) }]
      : [];
  });
  const [present, newest] = await Promise.all([
    presentTicks(
      ctx,
      windows.map(({ window, meter }, n) => ({ ...window, meter, at: (moments[n] as Moments).at })),
    ),
    usageSnapshots(ctx, reached),
  ]);
  return windows.map(({ meter, ticks }, n) => {
    const now = present[n] ?? [];
    const latest = meter.kind === "counter" ? (newest.shift() ?? []) : now;
    return { ticks, present: { at: (moments[n] as Moments).at, ticks: now }, latest };
  });
}

type Moments = ReturnType<typeof momentsOf>;

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
