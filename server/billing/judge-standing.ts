import { and, count, desc, eq } from "drizzle-orm";
import {
  billingEvents,
  charges,
  type Reading,
  type StandingFigures,
  standings,
  type VirtualResource,
} from "@/db/schema";
import { announceChange, recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { proposeAdjustment } from "../money/adjustments";
import { postCharge } from "../money/post-charge";
import type { BillingWindow } from "../periods";
import { readExact, sumExact, writeExact } from "../quantity";
import type { Sightings } from "../usage/store/use-over-time";
import { cloudKey } from "./cloud-key";
import { type EngineInput, type EngineOutput, judge } from "./engine";
import type { WindowOffsets } from "./engine/offsets";
import type { UsageTick } from "./engine/types";
import { engineInput, type UseByMachine, type UseReader } from "./engine-input";
import { lineFacts } from "./line-facts";
import type { LockedStanding } from "./lock-standing";
import { billedUnit, holdLimits, type Parameter, parameterById } from "./parameters";
import { postOffset } from "./post-offset";
import { raiseBillingEvent } from "./raise-billing-event";
import { sightingsOf } from "./sightings";

export type Judgement = {
  parameter: Parameter;
  output: EngineOutput;
  /** The event raised just now, or null. */
  billingEventId: string | null;
  /** Whether the threshold was met for the first time in this window. */
  thresholdMetNow: boolean;
  charged: boolean;
};

/**
 * Judges one locked standing by the pure engine and writes what it decides: figures, the threshold met (with the
 * candidate resource, for which nothing is created), at most one billing event, at most one charge. All in the caller's
 * transaction, under the standing's lock. Set-up, compute, execute (docs/architecture.md); a preview is the first two.
 */
export async function judgeStanding(
  ctx: Context,
  standing: LockedStanding,
  {
    readUse,
    byMachine,
    candidateFor,
  }: {
    readUse: UseReader;
    byMachine: (sightings: Sightings | undefined) => Promise<UseByMachine>;
    candidateFor: (parameter: Parameter, output: EngineOutput) => Promise<VirtualResource | null>;
  },
): Promise<Judgement> {
  await holdLimits(ctx, [standing]);
  const parameter = await parameterById(ctx, standing);
  const input = await engineInput(ctx, parameter, standing, { readUse });
  const window = { start: standing.windowStart, end: standing.windowEnd };
  const output = await judgeInDetail(input, () => byMachine(sightingsOf(parameter, window)));
  const thresholdMetNow = output.standing.thresholdMet && !standing.thresholdMetAt;
  const candidate = thresholdMetNow ? await candidateFor(parameter, output) : null;
  const billingEventId = output.decision.raise
    ? await raiseBillingEvent(ctx, parameter, { standingId: standing.id, window, event: output.decision })
    : null;
  if (output.charge) {
    const charged = billingEventId ?? (await lastEvent(ctx, parameter, window.start));
    const { priced, sentence, ...charge } = output.charge;
    await postCharge(ctx, {
      ...charge,
      ...(await chargeOf(ctx, parameter, window, charged, output)),
      amount: priced.amount,
      rounding: `${sentence} ${priced.sentence}`,
      description: `${charge.quantity} ${billedUnit(parameter)} of ${parameter.meterName} above the limit`,
    });
  }
  const offset = output.offsets !== null && (await postOffset(ctx, parameter, window, output));
  if (standing.correctedAt) await proposeFor(ctx, parameter, window, output);
  await ctx.tx
    .update(standings)
    .set({
      dirty: false,
      judgedAt: ctx.now,
      figures: figuresOf(output),
      readings: readingsOf(input.latest),
      over: output.standing.over,
      failure: null,
      nextTryAt: null,
      ...(thresholdMetNow ? { thresholdMetAt: ctx.now, candidate, candidateAt: candidate ? ctx.now : null } : {}),
    })
    .where(and(eq(standings.customerId, standing.customerId), eq(standings.id, standing.id)));
  if (standing.failure) await announceChange(ctx, "billing", standing.customerId);
  if (thresholdMetNow)
    await recordAudit(ctx, {
      customerId: standing.customerId,
      action: "threshold.met",
      subjectKind: "standing",
      subjectId: standing.id,
      detail: {
        meter: standing.meter,
        candidate: candidate?.flavor ?? "none",
        ...(candidate && { cloud: candidate.cloudId }),
      },
      topic: "billing",
    });
  return { parameter, output, billingEventId, thresholdMetNow, charged: offset || output.charge !== null };
}

/** Use machine by machine is read where an event is raised alone: it names whose use rose (docs/rules.md 4.5). */
async function judgeInDetail(input: EngineInput, byMachine: () => Promise<UseByMachine>): Promise<EngineOutput> {
  const output = judge(input);
  if (!output.decision.raise) return output;
  return judge({ ...input, snapshot: { ...input.snapshot, ...(await byMachine()) } });
}

/** The readings as they are stored: `before` of the next judgment. */
export const readingsOf = (latest: readonly UsageTick[]): Reading[] =>
  latest.map(({ tick, machineId, source, cloudId, overflow, value }) => ({
    machineId,
    ...(source ? { source } : {}),
    cloudId,
    overflow,
    value,
    tick: tick.toISOString(),
  }));

/** The figures screens show, from the engine's standing. */
export function figuresOf({ standing, settled, offsets }: EngineOutput): StandingFigures {
  const { shown } = standing;
  return {
    ...(offsets && { offset: windowOffset(offsets) }),
    use: shown.use,
    ordinary: shown.ordinary,
    carried: shown.carried,
    covered: shown.covered,
    overflow: shown.overflow,
    excess: shown.excess,
    aggregate: standing.total,
    increment: standing.increment,
    settled,
    sentence: standing.sentence,
    byCloud: Object.fromEntries(
      shown.byCloud.map(({ cloudId, ordinary, carried }) => [cloudKey(cloudId), { ordinary, carried }]),
    ),
  };
}

const windowOffset = ({ clouds, unpriced, net, rate, price }: WindowOffsets) => ({
  ...{ clouds, unpriced, net, rate, price },
});

/** Proposes what was billed too much, now that use of the window was corrected; withdraws it where nothing was. */
async function proposeFor(ctx: Context, parameter: Parameter, window: BillingWindow, { adjustment }: EngineOutput) {
  const { customerId, id: parameterId, engine } = parameter;
  const proposed = adjustment && {
    ...{ due: adjustment.due, billed: adjustment.billed, quantity: adjustment.quantity, rate: adjustment.rate },
    ...{ amount: adjustment.priced.amount, rounding: adjustment.priced.sentence },
  };
  await proposeAdjustment(ctx, { customerId, parameterId, meter: engine.meter, window }, proposed);
}

/**
 * What a charge of a window, or what takes one back, says of its limit and of the window's figures.
 * @param billingEventId the event whose line it stands on; null for the window's own line
 */
export async function chargeOf(
  ctx: Context,
  parameter: Parameter,
  window: BillingWindow,
  billingEventId: string | null,
  { standing }: EngineOutput,
) {
  return {
    customerId: parameter.customerId,
    zone: parameter.zone,
    parameterId: parameter.id,
    billingEventId,
    meter: parameter.engine.meter,
    window,
    ordinal: (await chargesMade(ctx, parameter, window.start)) + 1,
    increment: standing.increment,
    cover: writeExact(sumExact(parameter.covers.map(({ quantity }) => readExact(quantity)))),
    facts: await lineFacts(ctx, parameter, billingEventId, standing.limit, standing.aggregate),
  };
}

async function chargesMade(ctx: Context, parameter: Parameter, windowStart: Date): Promise<number> {
  const [row] = await ctx.tx
    .select({ n: count() })
    .from(charges)
    .where(
      and(
        eq(charges.customerId, parameter.customerId),
        eq(charges.parameterId, parameter.id),
        eq(charges.windowStart, windowStart),
      ),
    );
  return row?.n ?? 0;
}

async function lastEvent(ctx: Context, parameter: Parameter, windowStart: Date): Promise<string | null> {
  const [row] = await ctx.tx
    .select({ id: billingEvents.id })
    .from(billingEvents)
    .where(
      and(
        eq(billingEvents.customerId, parameter.customerId),
        eq(billingEvents.parameterId, parameter.id),
        eq(billingEvents.windowStart, windowStart),
      ),
    )
    .orderBy(desc(billingEvents.ordinal))
    .limit(1);
  return row?.id ?? null;
}
