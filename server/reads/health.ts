import { setTimeout as delay } from "node:timers/promises";
import { database } from "@/db";
import { inProvider, type Request } from "../context";
import { publicKeys } from "../keys/signing-keys";
import type { Check } from "./check";
import { checksOf } from "./checks";

/** `serves`: the product works; `ok`: nothing needs anybody either. */
export type Health = { ok: boolean; serves: boolean; checks: Check[] };

/** Health always answers: what takes longer than this is what is wrong. */
const answerMs = 3_000;

/**
 * State of the database and of everything in `checksOf`, each with a sentence. Never throws: what cannot be asked is
 * what is wrong.
 */
export async function health(request: Request): Promise<Health> {
  const late = new AbortController();
  const silence = delay(answerMs, undefined, { ref: false, signal: late.signal }).then(() => {
    throw new Error(`Nothing was answered within ${answerMs / 1000} s; every connection may be busy.`);
  });
  try {
    return stateOf(await Promise.race([askAll(request), silence]));
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return stateOf([{ part: "database", serves: true, ok: false, what: outageOf(cause as Error) }]);
  } finally {
    late.abort();
    silence.catch(() => undefined);
  }
}

const stateOf = (checks: Check[]): Health => ({
  ok: checks.every(({ ok }) => ok),
  serves: checks.every(({ ok, serves }) => ok || !serves),
  checks,
});

async function askAll(request: Request): Promise<Check[]> {
  const own = await databaseChecks();
  if (own.some(({ part, ok }) => part === "migrations" && !ok)) return own;
  return [...own, await keysCheck(), ...(await inProvider(request, (ctx) => checksOf(ctx)))];
}

const outageOf = ({ message }: Error) =>
  message.startsWith("The database does not answer") ? message : `The database does not answer: ${message}`;

async function databaseChecks(): Promise<Check[]> {
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
  return [
    { part: "database", serves: true, ok: true, what: "It answers over every pool of connections." },
    {
      part: "tenancy",
      serves: true,
      ok: safe,
      what: safe
        ? "The login cannot bypass row-level security."
        : "DATABASE_URL's login could bypass row-level security. Use spillway_app.",
    },
    {
      part: "migrations",
      serves: true,
      ok: migrated?.ready ?? false,
      what: migrated?.ready ? "The schema is there." : "The schema is missing: run the migrations.",
    },
  ];
}

async function keysCheck(): Promise<Check> {
  try {
    const keys = await publicKeys("license");
    return { part: "keys", serves: true, ok: true, what: `${keys.length} license key can be opened.` };
  } catch (error) {
    const what = "The keys in the database cannot be opened with this SPILLWAY_KEYS.";
    return { part: "keys", serves: true, ok: false, what, detail: (error as Error).message };
  }
}
