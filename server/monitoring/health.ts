import { setTimeout as delay } from "node:timers/promises";
import { desc } from "drizzle-orm";
import { database } from "@/db";
import { jobLeases, workerProcesses } from "@/db/schema";
import { inProvider, type Request } from "../context";
import { env } from "../env";
import { currentInstallation } from "../installation";

export type Health = { ok: boolean; parts: Record<string, { ok: boolean; what: string }> };

/** A worker that was not seen for so long is gone; a cron that did not run for so long is late. */
const workerMs = 30_000;
const cronMs = 5 * 60_000;

/** Health always answers: what takes longer than this is what is wrong. */
const answerMs = 3_000;

/**
 * State of database, migrations, worker and scheduler, each with a sentence. Never throws: what cannot be asked is what
 * is wrong.
 */
export async function health(request: Request): Promise<Health> {
  const late = new AbortController();
  const silence = delay(answerMs, undefined, { ref: false, signal: late.signal }).then(() => {
    throw new Error(`Nothing was answered within ${answerMs / 1000} s; every connection may be busy.`);
  });
  try {
    return await Promise.race([askParts(request), silence]);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { ok: false, parts: { database: { ok: false, what: outageOf(cause as Error) } } };
  } finally {
    late.abort();
    silence.catch(() => undefined);
  }
}

async function askParts(request: Request): Promise<Health> {
  const parts = { ...(await databaseParts()), ...(await inProvider(request, (ctx) => processParts(ctx))) };
  return { ok: Object.values(parts).every((part) => part.ok), parts };
}

const outageOf = ({ message }: Error) =>
  message.startsWith("The database does not answer") ? message : `The database does not answer: ${message}`;

async function databaseParts(): Promise<Health["parts"]> {
  const { providerSql, answered, check } = database();
  await check();
  const [role] = await answered(
    () => providerSql<{ bypass: boolean; owner: boolean }[]>`
    select rolsuper or rolbypassrls as bypass, pg_has_role(session_user, 'spillway_owner', 'member') as owner from pg_roles where rolname = session_user`,
  );
  const safe = role !== undefined && !role.bypass && !role.owner;
  const [migrated] = await answered(
    () => providerSql<{ ready: boolean }[]>`select to_regclass('public.installation') is not null as ready`,
  );
  return {
    database: { ok: true, what: "It answers over every pool of connections." },
    tenancy: {
      ok: safe,
      what: safe
        ? "The login cannot bypass row-level security."
        : "DATABASE_URL's login could bypass row-level security. Use spillway_app.",
    },
    migrations: {
      ok: migrated?.ready ?? false,
      what: migrated?.ready ? "The schema is there." : "The schema is missing: run the migrations.",
    },
  };
}

async function processParts(ctx: Parameters<Parameters<typeof inProvider>[1]>[0]): Promise<Health["parts"]> {
  const [worker] = await ctx.tx.select().from(workerProcesses).orderBy(desc(workerProcesses.seenAt)).limit(1);
  const [run] = await ctx.tx.select().from(jobLeases).orderBy(desc(jobLeases.startedAt)).limit(1);
  const here = await currentInstallation(ctx);
  const rightMode = here === null || here.mode === env().SPILLWAY_MODE;
  const age = (at: Date | undefined) => (at ? ctx.now.getTime() - at.getTime() : Number.POSITIVE_INFINITY);
  const workerOk = age(worker?.seenAt) < workerMs;
  // A worker that has just begun has not run the cron yet; that is not late.
  const cronOk = age(run?.startedAt) < cronMs || age(worker?.startedAt) < cronMs;
  return {
    installation: {
      ok: rightMode,
      what: rightMode
        ? `This is a ${env().SPILLWAY_MODE} installation.`
        : `The database belongs to a ${here?.mode} installation, and this was started as ${env().SPILLWAY_MODE}. Use another database.`,
    },
    worker: {
      ok: workerOk,
      what: workerOk
        ? "It was seen just now."
        : "No worker was seen for 30 s. Start one: nothing is judged or delivered without it.",
    },
    scheduler: {
      ok: cronOk,
      what: cronOk ? "The cron is on time." : "The cron has not run for 5 min. Look at the worker's log.",
    },
  };
}
