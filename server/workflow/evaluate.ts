import { DrizzleQueryError } from "drizzle-orm";
import type { VirtualResource } from "@/db/schema";
import type { EngineOutput } from "../billing/engine";
import { judgeStanding } from "../billing/judge-standing";
import { judgeTogether } from "../billing/judge-together";
import {
  type LockedStanding,
  lockDirtyStandings,
  lockUnlessHeld,
  recordJudgingFailure,
  type WindowsBefore,
} from "../billing/lock-standing";
import { type Parameter, scopeIdOf } from "../billing/parameters";
import { type Context, inProvider, type Request } from "../context";
import { DomainError } from "../errors";
import { log } from "../log";
import { chooseResource } from "../overflow/choose-resource";
import { enqueueThresholdMails } from "../overflow/mails";
import { requestOverflow } from "../overflow/request-overflow";
import { wakeOverflows } from "../overflow/wake-overflows";
import { readExact, UnusableFigure, writeExact } from "../quantity";
import { unreachable } from "../unreachable";
import { committedByMachine, committedUse, decidingUse } from "../usage/questions/committed-use";

export type Evaluation = { judged: number; raised: number; thresholds: number; charged: number; failed: number };

/** So many are judged by one run: what else a look of the worker does has its turn. */
export const evaluatedMost = 200;
/**
 * How many are locked by one transaction: as many as it judges in the time that whoever records use of their limits may
 * well wait, from experience with those before.
 */
const together = { least: 25, most: 100, ms: 100 };

/**
 * Judges standings that recording marked dirty, under their locks, at most `limit` of them, longest waiting first: some
 * at once those where figures alone change, each other one in a transaction of its own. The next ones are locked and
 * read while those before are judged. Safe side by side: a standing another evaluator holds is passed over. Runs right
 * after each recording and, as the sweeper, from the cron. One that cannot be judged stays dirty with the reason, is
 * tried again later, and stops none of the others (docs/rules.md 4.13).
 * @param only these windows alone
 * @throws while the database is away
 */
export async function evaluateDirtyStandings(
  request: Request,
  limit = evaluatedMost,
  only?: WindowsBefore,
): Promise<Evaluation> {
  const done: Evaluation = { judged: 0, raised: 0, thresholds: 0, charged: 0, failed: 0 };
  const passOver = new Set<string>();
  let size = together.least;
  let before = Promise.resolve();
  const finish = async ({ held, judged }: Some) => {
    const { quiet, ms } = await judged;
    size = Math.min(together.most, Math.max(together.least, Math.round((held.length * together.ms) / ms)));
    done.judged += quiet.size;
    // Those that are passed over are in hand already, or left to the next run.
    const others = held.filter(({ id }) => !quiet.has(id) && !passOver.has(id));
    for (const { id } of others) passOver.add(id);
    for (const standing of others) if (await judgeAlone(request, standing, done)) passOver.delete(standing.id);
  };
  for (let left = limit; left > 0; ) {
    const most = Math.min(left, size);
    const some = await lockSome(request, { most, passOver: [...passOver], only }).catch(async (error: unknown) => {
      await before;
      throw error;
    });
    left -= some.held.length;
    await before;
    before = finish(some);
    before.catch(() => {}); // Thrown where it is waited for.
    // All there are: what they bring about is seen once they are judged.
    if (some.held.length < most) await before;
    if (some.held.length === 0) break;
  }
  await before;
  return done;
}

/** Standings that are locked, and what becomes of them: those that were judged, and how long the others waited. */
type Some = { held: LockedStanding[]; judged: Promise<{ quiet: Set<string>; ms: number }> };

/**
 * Locks the standings that wait longest, and goes on to judge those where figures alone change.
 * @throws where nothing could be locked
 */
function lockSome(request: Request, of: Parameters<typeof lockDirtyStandings>[1]): Promise<Some> {
  return new Promise((locked, refused) => {
    let since = performance.now();
    const judged = inProvider(request, async (ctx) => {
      const held = await lockDirtyStandings(ctx, of);
      since = performance.now();
      locked({ held, judged });
      return judgeTogether(ctx, held, (asked) =>
        decidingUse(
          ctx,
          asked.map(({ standing, ...which }) => ({ ...standing, ...which })),
        ),
      );
    })
      .catch((error: unknown) => {
        // Where they are locked, one of them is at fault, and is found when each is judged alone.
        refused(error);
        return new Set<string>();
      })
      .then((quiet) => ({ quiet, ms: performance.now() - since }));
  });
}

/** Judges one standing that is still dirty. @returns false where this run leaves it to the next */
async function judgeAlone(request: Request, { customerId, id }: LockedStanding, done: Evaluation): Promise<boolean> {
  const locked: { standing: LockedStanding | null } = { standing: null };
  const judged = await inProvider(request, async (ctx) => {
    locked.standing = await lockUnlessHeld(ctx, { customerId, id }, { isDirty: true });
    return locked.standing && judgeLocked(ctx, locked.standing);
  }).catch((error: unknown) => {
    if (!locked.standing) throw error; // Nothing could even be locked: the database is away.
    return { error, standing: locked.standing };
  });
  if (!judged) return true;
  if ("error" in judged) {
    // Asked to try again, which is no fault of the standing; or away, and then locking the next one throws.
    if (unreachable(judged.error) !== judged.error) return false;
    await postpone(request, judged.standing, judged.error);
    done.failed += 1;
    return false;
  }
  done.judged += 1;
  done.raised += judged.billingEventId ? 1 : 0;
  done.thresholds += judged.thresholdMetNow ? 1 : 0;
  done.charged += judged.charged ? 1 : 0;
  return true;
}

async function postpone(request: Request, standing: LockedStanding, error: unknown): Promise<void> {
  const { requestId } = request;
  log.error({ requestId, standingId: standing.id, err: error }, "a standing could not be judged");
  await inProvider(request, (ctx) => recordJudgingFailure(ctx, standing, failureSentence(error, requestId)));
}

/** A failure for staff: a sentence of ours; of a fault in Spillway or the database only that there was one. */
function failureSentence(error: unknown, requestId: string): string {
  if (error instanceof DomainError || error instanceof UnusableFigure) return error.message;
  const refused = error instanceof DrizzleQueryError;
  return `${refused ? "The database refused what judging would store." : "Something went wrong inside the portal."} The worker's log holds the cause under ${requestId}.`;
}

async function judgeLocked(ctx: Context, standing: LockedStanding) {
  const judgement = await judgeStanding(ctx, standing, {
    readUse: (deciding, sightings) => committedUse(ctx, { ...standing, sightings }, deciding),
    byMachine: (sightings) => committedByMachine(ctx, { ...standing, sightings }),
    candidateFor: (parameter, output) => candidateResource(ctx, parameter, output),
  });
  // A window that has ended is judged late where use came late; nobody is warned of what is over.
  const running = standing.windowEnd > ctx.now;
  if (judgement.thresholdMetNow && running) await enqueueThresholdMails(ctx, judgement.parameter, standing);
  if (judgement.billingEventId) await requestOverflow(ctx, judgement.parameter, judgement.billingEventId);
  if (running && !judgement.output.settled) await wakeOverflows(ctx, standing);
  return judgement;
}

/**
 * The candidate of docs/rules.md 4.2: sized for the excess if there is one already, else for the least work
 * that moves.
 */
async function candidateResource(
  ctx: Context,
  parameter: Parameter,
  output: EngineOutput,
): Promise<VirtualResource | null> {
  if (!parameter.carriesMeter) return null;
  const excess = readExact(output.standing.now.excess);
  const busiest = [...output.standing.now.byCloud].sort((a, b) => readExact(b.use).comparedTo(readExact(a.use)))[0];
  const { resource } = await chooseResource(ctx, {
    meter: parameter.engine.meter,
    quantity: writeExact(excess.gt(0) ? excess : readExact("1")),
    artefact: parameter.serviceSlug,
    hostCloudId: busiest?.cloudId ?? "",
    scopeCloudId: scopeIdOf(parameter),
    currency: parameter.engine.currency,
  });
  return resource;
}
