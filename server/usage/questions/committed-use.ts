import type { CommittedUse } from "../../billing/engine-input";
import type { LockedStanding } from "../../billing/lock-standing";
import type { Context } from "../../context";
import { tickMs } from "../ticks";
import { presentTicks } from "./present-use";
import { usageSnapshot } from "./queries";

/**
 * How far back readings are looked for when a window begins: whose rise carried the sum over may have begun before it.
 */
const lookBackMs = 60 * 60_000;

/** A standing as its use is read: of a window that has not been judged there are no readings. */
type JudgedWindow = Pick<LockedStanding, "customerId" | "meter" | "windowStart" | "windowEnd" | "readings">;

/**
 * Committed use of a standing's window, the readings it was judged on before, and the use now. To decide on it, read it
 * under the standing's lock.
 */
export async function committedUse(ctx: Context, standing: JudgedWindow): Promise<CommittedUse> {
  const scope = { customerId: standing.customerId, meter: standing.meter };
  const ticks = await usageSnapshot(ctx, { ...scope, from: standing.windowStart, to: standing.windowEnd });
  const before = standing.readings
    ? standing.readings.map((reading) => ({ ...reading, tick: new Date(reading.tick) }))
    : await usageSnapshot(ctx, {
        ...scope,
        from: new Date(standing.windowStart.getTime() - lookBackMs),
        to: standing.windowStart,
      });
  // A window that is over is shown as it was in its last tick: the use now belongs to a later one.
  const lastTick = new Date(standing.windowEnd.getTime() - tickMs);
  const at = standing.windowEnd > ctx.now ? new Date(Math.min(+ctx.now, +lastTick)) : (ticks.at(-1)?.tick ?? lastTick);
  return { ticks, before, present: { at, ticks: await presentTicks(ctx, { ...scope, at }) } };
}
