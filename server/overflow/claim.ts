import { and, asc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { billingEvents, overflows } from "@/db/schema";
import { announceChange } from "../audit/record-audit";
import { type Parameter, parameterById } from "../billing/parameters";
import { type Context, inProvider, type Request } from "../context";
import { passed } from "../set-back";
import { overflowSets, requireOverflowTransition } from "./states";

export type Overflow = typeof overflows.$inferSelect;

/** One overflow under this process's lease, with its event and the limit it is about. */
export type Claim = {
  overflow: Overflow;
  event: typeof billingEvents.$inferSelect;
  parameter: Parameter;
  holder: string;
};

/** Longer than the work of one step, and short enough that another process goes on within 30 s of a crash. */
const leaseMs = 25_000;
/** No step waits longer, and no failed one. */
const longestWaitMs = 300_000;

/**
 * Takes the lease of the overflow that has been due longest; null when none is due and free.
 * @throws Error when its event or its limit is missing
 */
export function claimOverflow(request: Request, holder: string): Promise<Claim | null> {
  return inProvider(request, async (ctx) => {
    const [overflow] = await ctx.tx
      .select()
      .from(overflows)
      .where(
        and(
          inArray(overflows.state, overflowSets.worked),
          passed(overflows.nextAttemptAt, ctx.now, longestWaitMs),
          or(isNull(overflows.leasedUntil), passed(overflows.leasedUntil, ctx.now, leaseMs)),
        ),
      )
      .orderBy(asc(overflows.nextAttemptAt))
      .limit(1)
      .for("update", { skipLocked: true });
    if (!overflow) return null;
    await ctx.tx
      .update(overflows)
      .set({ leasedBy: holder, leasedUntil: new Date(ctx.now.getTime() + leaseMs) })
      .where(rowOf(overflow));
    const [event] = await ctx.tx
      .select()
      .from(billingEvents)
      .where(and(eq(billingEvents.customerId, overflow.customerId), eq(billingEvents.id, overflow.billingEventId)));
    if (!event) throw new Error(`Overflow ${overflow.id} has no billing event.`);
    const { parameterId, windowStart } = event;
    const parameter = await parameterById(ctx, { customerId: overflow.customerId, parameterId, windowStart });
    return { overflow, event, parameter, holder };
  });
}

const rowOf = (overflow: Overflow) => and(eq(overflows.customerId, overflow.customerId), eq(overflows.id, overflow.id));

/**
 * Saves a change of an overflow while this process holds its lease and the state is the one the work began in, so that
 * a process that outlived its lease changes nothing. A new state clears error and attempts.
 * @throws LeaseLost; Error for a transition that states.ts does not hold
 */
export async function saveOverflow(ctx: Context, claim: Claim, change: Partial<Overflow>): Promise<void> {
  if (change.state) requireOverflowTransition(claim.overflow.state, change.state);
  const saved = await ctx.tx
    .update(overflows)
    .set({ ...(change.state ? { error: null, attempts: 0 } : {}), ...change, changedAt: ctx.now })
    .where(and(rowOf(claim.overflow), eq(overflows.leasedBy, claim.holder), eq(overflows.state, claim.overflow.state)))
    .returning({ id: overflows.id });
  if (saved.length === 0) throw new LeaseLost(`The lease of ${claim.overflow.id} was lost.`);
  await announceChange(ctx, "overflows", claim.overflow.customerId);
}

const instant = (at: Date) => sql`${at.toISOString()}::timestamptz`;

export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/**
 * Returns the lease; the overflow is due again at `nextAttemptAt`, or earlier where it was made due while it was held.
 */
export function releaseClaim(request: Request, claim: Claim, nextAttemptAt: Date): Promise<unknown> {
  return inProvider(request, (ctx) =>
    ctx.tx
      .update(overflows)
      .set({
        leasedBy: null,
        leasedUntil: null,
        nextAttemptAt: sql`case when ${overflows.nextAttemptAt} = ${instant(claim.overflow.nextAttemptAt)}
          then ${instant(nextAttemptAt)} else least(${overflows.nextAttemptAt}, ${instant(nextAttemptAt)}) end`,
      })
      .where(and(rowOf(claim.overflow), eq(overflows.leasedBy, claim.holder))),
  );
}
