import { sql } from "drizzle-orm";
import {
  billingEvents,
  charges,
  overflows,
  type Reading,
  type StandingFigures,
  standings,
  subscriptionParameters,
} from "@/db/schema";
import type { Context } from "../context";
import { overflowSets } from "../overflow/states";
import type { Sightings } from "../usage/store/use-over-time";
import { judge } from "./engine";
import { type Deciding, decidingTicks } from "./engine/deciding";
import { type CommittedUse, inputFrom } from "./engine-input";
import { figuresOf, readingsOf } from "./judge-standing";
import type { LockedStanding } from "./lock-standing";
import { holdLimits, type Parameter, parametersOf } from "./parameters";
import { sightingsOf } from "./sightings";

/** Which ticks of a standing's window decide. */
type Decided = { standing: LockedStanding; deciding: Deciding; sightings: Sightings | undefined };

/** The ticks that decide of many standings, in their order; null where overflow machines have a part in them. */
export type DecidingReader = (asked: readonly Decided[]) => Promise<(CommittedUse | null)[]>;

type Quiet = { standing: LockedStanding; figures: StandingFigures; readings: Reading[]; over: boolean };

/**
 * Judges many locked standings at once, and stores those where figures alone change: one limit holds for the
 * whole window, nothing was raised or charged in it, no overflow machine has a part in it, and the engine raises,
 * charges and warns of nothing. That is most of them, most of the time. The others stay as they are, for
 * `judgeStanding`, which says of each what this says.
 * @returns the ids of those that are stored
 */
export async function judgeTogether(
  ctx: Context,
  held: readonly LockedStanding[],
  readUse: DecidingReader,
): Promise<Set<string>> {
  const plain = held.filter(({ failure, correctedAt }) => failure === null && correctedAt === null);
  if (plain.length === 0) return new Set();
  await holdLimits(ctx, plain);
  const [parameters, acted] = await Promise.all([parametersOf(ctx, plain), actedUpon(ctx, plain)]);
  const asked = plain.flatMap((standing, n) => {
    const parameter = parameters[n];
    return parameter && !acted.has(standing.id) ? (decidedBy(standing, parameter) ?? []) : [];
  });
  const uses = await readUse(asked);
  const quiet = asked.flatMap((one, n) => {
    const use = uses[n];
    return use ? (judgeQuietly(ctx, one, use) ?? []) : [];
  });
  if (quiet.length > 0) await store(ctx, quiet);
  return new Set(quiet.map(({ standing }) => standing.id));
}

/**
 * Of these standings those whose window has an event, whose meter has a charge in it, or whose limit has an overflow
 * that carries or comes to carry, in any window.
 */
async function actedUpon(ctx: Context, held: readonly LockedStanding[]): Promise<Set<string>> {
  const column = (pick: (standing: LockedStanding) => string) => sql.param(held.map(pick));
  const occupying = sql.param([...new Set([...overflowSets.onTheWay, ...overflowSets.atWork])]);
  const rows = await ctx.tx.execute<{ id: string }>(sql`
    select w.id
      from unnest(${column(({ id }) => id)}::text[], ${column(({ customerId }) => customerId)}::text[],
                  ${column(({ parameterId }) => parameterId)}::text[], ${column(({ meter }) => meter)}::text[],
                  ${column(({ windowStart }) => windowStart.toISOString())}::text[]::timestamptz[])
           as w (id, customer_id, parameter_id, meter, window_start)
     where exists (select from ${subscriptionParameters} p
                     join ${charges} c on c.customer_id = p.customer_id and c.parameter_id = p.id
                                      and c.window_start = w.window_start
                    where p.customer_id = w.customer_id and p.meter = w.meter)
        or exists (select from ${billingEvents} e
                    where e.customer_id = w.customer_id and e.parameter_id = w.parameter_id
                      and e.window_start = w.window_start)
        or exists (select from ${overflows} o
                     join ${billingEvents} e on e.customer_id = o.customer_id and e.id = o.billing_event_id
                    where o.customer_id = w.customer_id and o.state = any(${occupying}::text[])
                      and e.parameter_id = w.parameter_id)`);
  return new Set(rows.map(({ id }) => id));
}

const windowOf = ({ windowStart, windowEnd }: LockedStanding) => ({ start: windowStart, end: windowEnd });

/** Which ticks of a standing's window decide; null where all of them may. */
function decidedBy(standing: LockedStanding, parameter: Parameter): (Decided & { parameter: Parameter }) | null {
  const window = windowOf(standing);
  const deciding = decidingTicks(parameter.engine, window);
  return deciding && { standing, parameter, deciding, sightings: sightingsOf(parameter, window) };
}

/** A standing where figures alone change, as judged; null where it needs more, or cannot be judged. */
function judgeQuietly(
  ctx: Context,
  { standing, parameter }: Decided & { parameter: Parameter },
  use: CommittedUse,
): Quiet | null {
  try {
    const output = judge(inputFrom(ctx, parameter, windowOf(standing), use));
    const isWarned = output.standing.thresholdMet && standing.thresholdMetAt === null;
    if (output.decision.raise || output.charge || output.offsets || isWarned) return null;
    return {
      standing,
      figures: figuresOf(output),
      readings: readingsOf(use.latest),
      over: output.standing.over,
    };
  } catch {
    return null; // Judged alone, it fails with its reason.
  }
}

async function store(ctx: Context, quiet: readonly Quiet[]): Promise<void> {
  const column = (pick: (one: Quiet) => string) => sql.param(quiet.map(pick));
  await ctx.tx.execute(sql`
    update ${standings} s
       set dirty = false, judged_at = ${ctx.now.toISOString()}::timestamptz, figures = u.figures, readings = u.readings,
           over = u.over
      from unnest(${column(({ standing }) => standing.customerId)}::text[], ${column(({ standing }) => standing.id)}::text[],
                  ${column(({ figures }) => JSON.stringify(figures))}::text[]::jsonb[],
                  ${column(({ readings }) => JSON.stringify(readings))}::text[]::jsonb[],
                  ${column(({ over }) => String(over))}::text[]::boolean[]) as u (customer_id, id, figures, readings, over)
     where s.customer_id = u.customer_id and s.id = u.id`);
}
