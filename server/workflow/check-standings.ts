import { and, asc, eq, gt, isNotNull } from "drizzle-orm";
import { standings } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { graceMs } from "../billing/engine-input";
import { figuresOf } from "../billing/judge-standing";
import { judgeAgain, type LockedStanding, lockUnlessHeld } from "../billing/lock-standing";
import { type Context, inProvider, type Request } from "../context";
import { nextSweepPage } from "../jobs/sweep-page";
import { log } from "../log";
import { judgeEveryTick } from "../usage/questions/judge-window";

/** Standings that one run of the background check looks at. */
const sample = 20;
/** How far back the background check looks: late use comes for a month. */
const sampledMs = 40 * 86_400_000;
const piece = 200;

/** What of a standing does not change with the time of day: its window's figures. */
type Compared = { aggregate: string; increment: string; over: string };
/** A standing that was judged otherwise than all of its use says. */
type StandingDifference = Pick<LockedStanding, "id" | "customerId" | "meter" | "windowStart"> & {
  stored: Compared;
  found: Compared;
};
export type StandingsChecked = { checked: number; differences: StandingDifference[] };

/**
 * Judges standings anew from every tick of every machine, and compares: a few of the last weeks, each in its turn. One
 * that differs is judged again at once.
 */
export async function checkSomeStandings(request: Request): Promise<StandingsChecked> {
  const since = new Date(request.now.getTime() - sampledMs);
  const page = await inProvider(request, (ctx) =>
    nextSweepPage(ctx, "standings", sample, (after, size) => judgedAfter(ctx, { after, size, since })),
  );
  return checkEach(request, page);
}

/** The same of all standings, or those of one customer. */
export async function checkStandings(request: Request, customerId: string | null): Promise<StandingsChecked> {
  const all: StandingsChecked = { checked: 0, differences: [] };
  for (let after = ""; ; ) {
    const page = await inProvider(request, (ctx) => judgedAfter(ctx, { after, size: piece, customerId }));
    const { checked, differences } = await checkEach(request, page);
    all.checked += checked;
    all.differences.push(...differences);
    const last = page.at(-1);
    if (!last || page.length < piece) return all;
    after = last.id;
  }
}

type Named = { customerId: string; id: string };

async function checkEach(request: Request, page: readonly Named[]): Promise<StandingsChecked> {
  const all: StandingsChecked = { checked: 0, differences: [] };
  for (const standing of page) {
    const difference = await inProvider(request, (ctx) => checkOne(ctx, standing));
    if (difference === "passed over") continue;
    all.checked += 1;
    if (difference) all.differences.push(difference);
  }
  return all;
}

/** Passed over: another judges it, use has come since, or its window has closed since it was judged. */
async function checkOne(ctx: Context, named: Named): Promise<StandingDifference | "passed over" | null> {
  const standing = await lockUnlessHeld(ctx, named);
  if (!standing?.figures || !standing.judgedAt || standing.dirty) return "passed over";
  const closes = standing.windowEnd.getTime() + graceMs;
  if (standing.judgedAt.getTime() < closes && ctx.now.getTime() >= closes) return "passed over";
  const output = await judgeEveryTick(ctx, standing);
  if (!output) return "passed over";
  const { aggregate, increment } = figuresOf(output);
  const found = { aggregate, increment, over: String(output.standing.over) };
  const { figures } = standing;
  const stored = { aggregate: figures.aggregate, increment: figures.increment, over: String(standing.over) };
  if (JSON.stringify(stored) === JSON.stringify(found)) return null;
  const { id, customerId, meter, windowStart } = standing;
  log.error({ standingId: id, stored, found }, "a standing differs from its use; it is judged again");
  await judgeAgain(ctx, standing);
  await recordAudit(ctx, {
    customerId,
    action: "standing.differed",
    subjectKind: "standing",
    subjectId: id,
    detail: { meter, windowStart: windowStart.toISOString(), stored: stored.aggregate, found: found.aggregate },
    topic: "billing",
  });
  return { id, customerId, meter, windowStart, stored, found };
}

function judgedAfter(
  ctx: Context,
  {
    after,
    size,
    customerId = null,
    since,
  }: { after: string; size: number; customerId?: string | null; since?: Date | undefined },
): Promise<Named[]> {
  return ctx.tx
    .select({ customerId: standings.customerId, id: standings.id })
    .from(standings)
    .where(
      and(
        gt(standings.id, after),
        isNotNull(standings.judgedAt),
        customerId === null ? undefined : eq(standings.customerId, customerId),
        since && gt(standings.windowEnd, since),
      ),
    )
    .orderBy(asc(standings.id))
    .limit(size);
}
