import { and, asc, eq, inArray, isNull, lt, lte, or } from "drizzle-orm";
import { billingEvents, overflowSteps, overflows } from "@/db/schema";
import { announceChange } from "../audit/record-audit";
import { type Parameter, parameterById } from "../billing/parameters";
import { type Context, inProvider, type Request } from "../context";
import { newId } from "../ids";
import { type OverflowStepName, type OverflowStepState, overflowSets, requireOverflowTransition } from "./states";

export type Overflow = typeof overflows.$inferSelect;

/** One overflow under this process's lease, with its event and the limit it is about. */
export type Claim = {
  overflow: Overflow;
  event: typeof billingEvents.$inferSelect;
  parameter: Parameter;
  holder: string;
};

/**
 * A lease outlives any one step's work and is short enough that a killed worker's overflow goes on elsewhere within 30
 * s.
 */
const leaseMs = 25_000;

/** Takes the lease of one overflow whose next look is due and that nobody holds; null when there is none. */
export function claimOverflow(request: Request, holder: string): Promise<Claim | null> {
  return inProvider(request, async (ctx) => {
    const [overflow] = await ctx.tx
      .select()
      .from(overflows)
      .where(
        and(
          inArray(overflows.state, overflowSets.worked),
          lte(overflows.nextAttemptAt, ctx.now),
          or(isNull(overflows.leasedUntil), lt(overflows.leasedUntil, ctx.now)),
        ),
      )
      .orderBy(asc(overflows.nextAttemptAt))
      .limit(1)
      .for("update", { skipLocked: true });
    if (!overflow) return null;
    await ctx.tx
      .update(overflows)
      .set({ leasedBy: holder, leasedUntil: new Date(ctx.now.getTime() + leaseMs) })
      .where(mine(overflow));
    const [event] = await ctx.tx
      .select()
      .from(billingEvents)
      .where(and(eq(billingEvents.customerId, overflow.customerId), eq(billingEvents.id, overflow.billingEventId)));
    if (!event) throw new Error(`Overflow ${overflow.id} has lost its billing event.`);
    const parameter = await parameterById(ctx, { customerId: overflow.customerId, parameterId: event.parameterId });
    return { overflow, event, parameter, holder };
  });
}

const mine = (overflow: Overflow) => and(eq(overflows.customerId, overflow.customerId), eq(overflows.id, overflow.id));

/**
 * Writes an overflow's change, only while the lease is still ours and the state is the one the work began in: a process
 * that slept past its lease changes nothing.
 * @throws LeaseLost; Error for a transition that states.ts does not hold
 */
export async function saveOverflow(ctx: Context, claim: Claim, change: Partial<Overflow>): Promise<void> {
  if (change.state) requireOverflowTransition(claim.overflow.state, change.state);
  const saved = await ctx.tx
    .update(overflows)
    .set({ ...(change.state ? { error: null, attempts: 0 } : {}), ...change, changedAt: ctx.now })
    .where(and(mine(claim.overflow), eq(overflows.leasedBy, claim.holder), eq(overflows.state, claim.overflow.state)))
    .returning({ id: overflows.id });
  if (saved.length === 0) throw new LeaseLost(`The lease of ${claim.overflow.id} was lost.`);
  await announceChange(ctx, "overflows", claim.overflow.customerId);
}

export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

type StepChange = {
  state: OverflowStepState;
  evidence?: Record<string, string>;
  error?: string | null;
  nextAttemptAt?: Date | null;
};

/** Writes how a step stands, for the event's timeline: begun once, evidence added up, attempts counted. */
export async function recordStep(
  ctx: Context,
  overflow: Pick<Overflow, "customerId" | "id">,
  step: OverflowStepName,
  change: StepChange,
): Promise<void> {
  const [known] = await ctx.tx
    .select()
    .from(overflowSteps)
    .where(
      and(
        eq(overflowSteps.customerId, overflow.customerId),
        eq(overflowSteps.overflowId, overflow.id),
        eq(overflowSteps.step, step),
      ),
    );
  const ended = change.state === "running" ? null : ctx.now;
  if (!known) {
    await ctx.tx.insert(overflowSteps).values({
      customerId: overflow.customerId,
      id: newId("overflowStep", ctx.now),
      overflowId: overflow.id,
      step,
      state: change.state,
      attempts: 1,
      evidence: change.evidence ?? {},
      error: change.error ?? null,
      nextAttemptAt: change.nextAttemptAt ?? null,
      startedAt: ctx.now,
      endedAt: ended,
    });
    return;
  }
  await ctx.tx
    .update(overflowSteps)
    .set({
      state: change.state,
      attempts: known.attempts + (change.state === "failed" ? 1 : 0),
      evidence: { ...known.evidence, ...change.evidence },
      error: change.error ?? null,
      nextAttemptAt: change.nextAttemptAt ?? null,
      endedAt: ended,
    })
    .where(and(eq(overflowSteps.customerId, overflow.customerId), eq(overflowSteps.id, known.id)));
}

/** Gives the lease back, and says when to look again. */
export function releaseClaim(request: Request, claim: Claim, nextAttemptAt: Date): Promise<unknown> {
  return inProvider(request, (ctx) =>
    ctx.tx
      .update(overflows)
      .set({ leasedBy: null, leasedUntil: null, nextAttemptAt })
      .where(and(mine(claim.overflow), eq(overflows.leasedBy, claim.holder))),
  );
}
