import { gt, sql } from "drizzle-orm";
import { webProcesses } from "@/db/schema";
import type { Context } from "../context";
import type { Check } from "./check";

/** A web process that was not seen for so long is gone. */
const aliveMs = 20_000;
/** So long the processes of a start take until all of them run. */
const startMs = 60_000;
const hourMs = 3_600_000;
/** More restarts than these within an hour are no accident. */
const mostRestarts = 5;

/** Web processes of all starts: those that run, those that should, and how often one was started again in an hour. */
export type WebFigures = { running: number; together: number; restarts: number };

/**
 * A start without a process that runs is over, and not counted; nor is what one that has just begun still lacks. Nobody
 * counts the restarts of a single process: those before it stand in the table for an hour.
 */
export async function webFigures({ tx, now }: Context): Promise<WebFigures> {
  const { seenAt, startedAt, together, restarts } = webProcesses;
  const isAlive = sql`${seenAt} > ${new Date(now.getTime() - aliveMs).toISOString()}::timestamptz`;
  const starts = await tx
    .select({
      running: sql<number>`least(count(*) filter (where ${isAlive}), max(${together}))::int`,
      together: sql<number>`max(${together})::int`,
      restarts: sql<number>`greatest(max(${restarts}) filter (where ${isAlive}), count(*) - max(${together}), 0)::int`,
      since: sql<Date>`min(${startedAt}) filter (where ${isAlive})`.mapWith(startedAt),
    })
    .from(webProcesses)
    .where(gt(seenAt, new Date(now.getTime() - hourMs)))
    .groupBy(webProcesses.start)
    .having(sql`bool_or(${isAlive})`);
  return starts.reduce(
    (sum, { running, together, restarts, since }) => ({
      running: sum.running + running,
      together: sum.together + (now.getTime() - since.getTime() < startMs ? running : together),
      restarts: sum.restarts + restarts,
    }),
    { running: 0, together: 0, restarts: 0 },
  );
}

/** Whether all web processes run, and stay. */
export function webCheck({ running, together, restarts }: WebFigures): Check {
  const part = "web";
  if (running === 0)
    return { part, ok: false, what: "No web process was seen for 20 s. Start one: nobody is answered." };
  const run = `${running} of ${together} ${together === 1 ? "runs" : "run"}`;
  const again = `${restarts === 0 ? "none was" : restarts === 1 ? "one was" : `${restarts} times one was`} started again in the last hour`;
  const ok = running >= together && restarts <= mostRestarts;
  const what = `${run}, ${again}.${restarts > 0 || !ok ? " The web's log says why one ended." : ""}`;
  return { part, ok, what, ...(ok && restarts > 0 && { warns: true }) };
}
