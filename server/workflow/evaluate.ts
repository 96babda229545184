import type { VirtualResource } from "@/db/schema";
import type { EngineOutput } from "../billing/engine";
import { judgeStanding } from "../billing/judge-standing";
import { type LockedStanding, lockDirtyStanding, postponeStanding } from "../billing/lock-standing";
import type { Parameter } from "../billing/parameters";
import { type Context, inProvider, type Request } from "../context";
import { chooseResource } from "../overflow/choose-resource";
import { enqueueThresholdMails } from "../overflow/mails";
import { requestOverflow } from "../overflow/request-overflow";
import { wakeOverflows } from "../overflow/wake-overflows";
import { readExact, writeExact } from "../quantity";
import { committedUse } from "../usage/questions/committed-use";

export type Evaluation = { judged: number; raised: number; thresholds: number; charged: number };

/**
 * Judges standings that recording marked dirty, each in a transaction of its own under its lock, at most `limit` of
 * them. Safe side by side: a standing another evaluator holds is passed over. Runs right after each recording and, as
 * the sweeper, from the cron. One that cannot be judged stays dirty, goes behind the others and stops none of them.
 * @throws Error at the end, naming those.
 */
export async function evaluateDirtyStandings(request: Request, limit = 200): Promise<Evaluation> {
  const done: Evaluation = { judged: 0, raised: 0, thresholds: 0, charged: 0 };
  const faults = new Map<string, Error>();
  for (let n = 0; n < limit; n++) {
    let locked: LockedStanding | null = null;
    const judged = await inProvider(request, async (ctx) => {
      locked = await lockDirtyStanding(ctx, [...faults.keys()]);
      return locked && judgeLocked(ctx, locked);
    }).catch((error: Error) => setAside(request, locked, error, faults));
    if (judged === "set aside") continue;
    if (!judged) break;
    done.judged += 1;
    done.raised += judged.billingEventId ? 1 : 0;
    done.thresholds += judged.thresholdMetNow ? 1 : 0;
    done.charged += judged.charged ? 1 : 0;
  }
  if (faults.size > 0)
    throw new Error(
      `${faults.size} standings could not be judged: ${[...faults].map(([id, { message }]) => `${id}: ${message}`).join("\n")}`,
      { cause: [...faults.values()][0] },
    );
  return done;
}

async function setAside(
  request: Request,
  standing: LockedStanding | null,
  error: Error,
  faults: Map<string, Error>,
): Promise<"set aside"> {
  if (!standing) throw error; // Nothing could even be locked: the database is away.
  faults.set(standing.id, error);
  await inProvider(request, (ctx) => postponeStanding(ctx, standing));
  return "set aside";
}

async function judgeLocked(ctx: Context, standing: LockedStanding) {
  const judgement = await judgeStanding(ctx, standing, await committedUse(ctx, standing), (parameter, output) =>
    candidateResource(ctx, parameter, output),
  );
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
    currency: parameter.engine.currency,
  });
  return resource;
}
