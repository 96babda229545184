import { and, eq, gt, isNull, lte, or } from "drizzle-orm";
import { customers, type StandingFigures, subscriptionParameters } from "@/db/schema";
import { figuresOf } from "../billing/judge-standing";
import { windowsOfUse } from "../billing/mark-standings-dirty";
import type { FollowingAct } from "../billing/states";
import { billingZone } from "../configuration/billing-zone";
import type { Context } from "../context";
import { newId } from "../ids";
import type { Money } from "../money";
import { billingWindow } from "../periods";
import { readExact, writeExact } from "../quantity";
import { tried } from "../tried";
import type { OtherUse } from "../usage/corrections/input";
import { judgeInFull, judgeManifold, type WindowJudgment } from "../usage/questions/judge-window";
import { meterBySlug } from "../usage/questions/scope";
import { type EnteredUse, judgeEntered } from "../usage/record/entered-use";
import { touchedBy } from "../usage/record/record-batch";
import { uuidOf } from "../usage/record/record-identity";
import type { Fate } from "../usage/states";
import { usageStore } from "../usage/store/usage-store";
import { chargedAtOnce, orRefused, windowsPerPreview } from "./preview-change";

/** Where a limit's window stands by some use. Quantities are decimals in the meter's unit. */
export type JudgedUse = {
  figures: StandingFigures;
  /** null: none is known, and nothing is billed. */
  limit: string | null;
  /** From which ordinary use on the threshold is met; null without a limit. */
  threshold: string | null;
  thresholdMet: boolean;
  over: boolean;
  /** The window's billing events by their ordinals: those that there are, and the one that would be raised. */
  ordinals: number[];
  /** What would be charged at once, of offset billing below 0 where it is a credit; null for nothing. */
  charge: Money | null;
};

/** A limit's window as it stands, and as it would with the assumed use. */
export type PreviewedStanding = {
  limitId: string;
  meter: string;
  meterName: string;
  unit: string;
  /** The one host cloud whose use counts; null: all clouds. */
  cloud: string | null;
  windowStart: Date;
  windowEnd: Date;
  before: JudgedUse;
  after: JudgedUse;
  /** What would follow that has not happened yet. */
  action: FollowingAct;
  /** After less before. */
  difference: { use: string; excess: string };
};

/** Use that might come; without a time now. */
export type AssumedUse = Omit<EnteredUse, "time"> & { time?: Date | undefined };

/** `uses`: what would become of each assumed use. `left`: windows that were not judged. */
export type UsePreview = {
  uses: { fate: Fate; reason: string | null }[];
  standings: PreviewedStanding[];
  left: number;
};

/**
 * What standings would say if this use came now, by the same engine (docs/rules.md 4.15): it is stored as a sender's
 * would be, every window that it falls into is judged with it and without it, and all of it is undone. Senders of the
 * customer wait meanwhile.
 * @param of.source under which readings of no machine would come: those of one source replace each other
 * @throws invalid_input for use that no record could be of; conflict where a window could not be judged
 */
export async function previewUse(
  ctx: Context,
  {
    customerId,
    uses,
    source = "assumed",
  }: { customerId: string; uses: readonly AssumedUse[]; source?: string | undefined },
): Promise<UsePreview> {
  return tried(ctx, async (held) => {
    await usageStore.holdUse(held, { customerId });
    const { windows, fates, left } = await tried(held, async (inner) => {
      const judged = await assume(inner, { customerId, uses, source });
      const touched = await windowsOfUse(inner, { customerId, touched: touchedBy(judged) });
      const newest = touched.toSorted((a, b) => b.start.getTime() - a.start.getTime()).slice(0, windowsPerPreview);
      const windows: { window: Window; after: Judged }[] = [];
      for (const { start, end, ...of } of newest) {
        const window = { ...of, customerId, windowStart: start, windowEnd: end, readings: null };
        const after = await inFull(inner, window, orRefused(judgeInFull(inner, window)));
        windows.push({ window, after });
      }
      return {
        windows,
        fates: judged.map(({ fate, reason }) => ({ fate, reason })),
        left: touched.length - newest.length,
      };
    });
    const standings: PreviewedStanding[] = [];
    for (const { window, after } of windows) {
      const before = await inFull(held, window, orRefused(judgeInFull(held, window)));
      standings.push(compared(window, before, after));
    }
    return { uses: fates, standings, left };
  });
}

/** Stores assumed use as if it came from the source whose figures count. */
async function assume(
  ctx: Context,
  { customerId, uses, source }: { customerId: string; uses: readonly AssumedUse[]; source: string },
) {
  const timed = uses.map(({ time = ctx.now, ...use }) => ({ ...use, time }));
  const judged = await judgeEntered(ctx, { customerId, uses: timed, source, plausible: true });
  const batchId = newId("usageBatch", ctx.now);
  const records = judged.map(({ record, authority }, n) => ({
    ...record,
    // An identity of its own: whatever a sender has sent under this source stays apart.
    digest: uuidOf("assumed", batchId, String(n)),
    batch: { batchId, sourceKind: authority ?? ("program" as const) },
  }));
  await usageStore.append(ctx, { customerId, records: records.toSorted((a, b) => (a.digest < b.digest ? -1 : 1)) });
  return records;
}

/** Looks at assumed use, or at all use so many times as much. */
export function previewOtherUse(
  ctx: Context,
  { customerId, uses, factor, ...of }: { customerId: string } & OtherUse,
): Promise<UsePreview> {
  return factor === undefined
    ? previewUse(ctx, { customerId, uses: uses ?? [], source: of.source })
    : previewFactor(ctx, { customerId, factor, meter: of.meter });
}

/**
 * What the standings of the windows that run now would say if ordinary machines had used so many times as much, each by
 * the same engine and without a write. What overflow machines carry stays.
 * @param of.factor an exact decimal, 0 or more
 * @param of.meter limits of that meter alone
 * @throws not_found for an unknown meter; conflict where a window could not be judged
 */
export async function previewFactor(
  ctx: Context,
  { customerId, factor, meter }: { customerId: string; factor: string; meter?: string | undefined },
): Promise<UsePreview> {
  if (meter !== undefined) await meterBySlug(ctx, meter);
  const standings: PreviewedStanding[] = [];
  for (const window of await runningWindows(ctx, customerId, meter)) {
    const { before, after } = await orRefused(judgeManifold(ctx, window, factor));
    standings.push(compared(window, await inFull(ctx, window, before), await inFull(ctx, window, after)));
  }
  return { uses: [], standings, left: 0 };
}

/** The windows that run now, of limits that are valid now, oldest limit first. */
async function runningWindows(ctx: Context, customerId: string, meter: string | undefined): Promise<Window[]> {
  const { id, validFrom, validTo, meter: slug } = subscriptionParameters;
  const limits = await ctx.tx
    .select({ limit: subscriptionParameters, zone: billingZone })
    .from(subscriptionParameters)
    .innerJoin(customers, eq(customers.id, subscriptionParameters.customerId))
    .where(
      and(
        eq(subscriptionParameters.customerId, customerId),
        meter === undefined ? undefined : eq(slug, meter),
        lte(validFrom, ctx.now),
        or(isNull(validTo), gt(validTo, ctx.now)),
      ),
    )
    .orderBy(id);
  return limits.map(({ limit, zone }) => {
    const { start, end } = billingWindow(limit.period, ctx.now, zone, limit.anchorDay);
    const of = { customerId, parameterId: limit.id, meter: limit.meter };
    return { ...of, windowStart: start, windowEnd: end, readings: null };
  });
}

type Window = Parameters<typeof judgeInFull>[1];
type Judged = { judgment: WindowJudgment; use: JudgedUse };

async function inFull(
  ctx: Context,
  window: Window,
  judging: WindowJudgment | Promise<WindowJudgment>,
): Promise<Judged> {
  const judgment = await judging;
  const { parameter, ordinals, output } = judgment;
  const { limit, thresholdMet, over } = output.standing;
  const threshold = limit && readExact(limit).times(readExact(parameter.engine.thresholdPercent)).div(100);
  return {
    judgment,
    use: {
      figures: figuresOf(output),
      ...{ limit, thresholdMet, over },
      threshold: threshold && writeExact(threshold),
      ordinals: output.decision.raise ? [...ordinals, output.decision.ordinal] : ordinals,
      charge: await chargedAtOnce(ctx, window, output),
    },
  };
}

function compared(window: Window, before: Judged, after: Judged): PreviewedStanding {
  const { parameterId: limitId, meter, windowStart, windowEnd } = window;
  const { parameter } = after.judgment;
  const less = (pick: (use: JudgedUse) => string) =>
    writeExact(readExact(pick(after.use)).minus(readExact(pick(before.use))));
  return {
    ...{ limitId, meter, windowStart, windowEnd, before: before.use, after: after.use },
    ...{ meterName: parameter.meterName, unit: parameter.unit, cloud: parameter.scopeCloudName },
    action: actionOf(before.judgment, after.judgment),
    difference: {
      use: less(({ figures }) => figures.aggregate),
      excess: less(({ figures }) => figures.increment),
    },
  };
}

function actionOf(before: WindowJudgment, after: WindowJudgment): FollowingAct {
  if (after.output.decision.raise) return after.parameter.engine.overflowPolicy;
  return after.output.standing.thresholdMet && !before.output.standing.thresholdMet ? "threshold" : "none";
}
