import { hostname } from "node:os";
import { lt } from "drizzle-orm";
import { webProcesses } from "@/db/schema";
import { clockNow } from "../clock";
import { inProvider, jobRequest, type Request } from "../context";
import { env } from "../env";
import { newId } from "../ids";
import { log } from "../log";

const showMs = 2_000;
const hourMs = 3_600_000;

/** A process that shows itself. `restarts`: when processes of its start were started again, in ms of the Unix epoch. */
type Shown = { id: string; startedAt: Date; restarts: readonly number[] };

/**
 * Shows from now on that this web process runs, and how often those of its start were started again, which
 * `scripts/web-processes.mjs` sends to them. While the database is away nothing is shown.
 */
export function showWeb(): void {
  const startedAt = clockNow();
  const shown = { id: newId("webProcess", startedAt), startedAt, restarts: [] as number[] };
  process.on("message", (message: { restarts?: number[] } | null) => {
    if (Array.isArray(message?.restarts)) shown.restarts = message.restarts;
  });
  const show = () =>
    storeWeb(jobRequest("web"), shown).catch((err: Error) => log.debug({ err }, "the web process could not be shown"));
  void show();
  setInterval(show, showMs).unref();
}

/** Stores that a web process is alive, and forgets those that were not for an hour. */
export function storeWeb(request: Request, { id, startedAt, restarts }: Shown): Promise<unknown> {
  const within = restarts.filter((at) => at > request.now.getTime() - hourMs).length;
  const { webProcesses: together, SPILLWAY_BUILD: build } = env();
  // What are started together, and again, have one parent.
  const start = `${hostname()} ${process.ppid}`;
  return inProvider(request, async (ctx) => {
    const seen = { seenAt: ctx.now, restarts: within };
    await ctx.tx
      .insert(webProcesses)
      .values({ ...{ id, start, pid: process.pid, build, together, startedAt }, ...seen })
      .onConflictDoUpdate({ target: webProcesses.id, set: seen });
    await ctx.tx.delete(webProcesses).where(lt(webProcesses.seenAt, new Date(ctx.now.getTime() - hourMs)));
  });
}
