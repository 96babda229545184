import { count, eq, inArray, isNull, sql } from "drizzle-orm";
import { bankEntries, creditLimitRequests, machines, notices, overflows, usageConflicts } from "@/db/schema";
import { machineSets } from "../collection/states";
import type { Context } from "../context";
import { attempted } from "../notifications/conditions";
import { overflowSets } from "../overflow/states";
import { usageStore } from "../usage/store/usage-store";

/** How many of each thing wait for a person: the counts next to the navigation. The customer's role counts its own. */
export async function needsAttention(ctx: Context) {
  const [machine, overflow] = await Promise.all([
    ctx.tx.select({ n: count() }).from(machines).where(inArray(machines.state, machineSets.awaitsPerson)),
    ctx.tx.select({ n: count() }).from(overflows).where(inArray(overflows.state, overflowSets.awaitsPerson)),
  ]);
  return { machines: machine[0]?.n ?? 0, overflows: overflow[0]?.n ?? 0 };
}

/** Set-aside records are counted up to here, conflicts and bank entries too. */
const mostWaiting = 200;

/** What waits for the provider's staff alone. */
export async function needsStaff(ctx: Context) {
  const waiting = ctx.tx
    .select({ one: sql`1` })
    .from(usageConflicts)
    .where(isNull(usageConflicts.decision))
    .limit(mostWaiting)
    .as("waiting");
  const entries = ctx.tx
    .select({ one: sql`1` })
    .from(bankEntries)
    .where(eq(bankEntries.state, "waiting"))
    .limit(mostWaiting)
    .as("entries");
  const [requests, failing, setAside, conflicts, bank] = await Promise.all([
    ctx.tx.select({ n: count() }).from(creditLimitRequests).where(eq(creditLimitRequests.state, "requested")),
    ctx.tx.select({ n: count() }).from(notices).where(attempted),
    usageStore.setAside(ctx, { limit: mostWaiting }),
    ctx.tx.select({ n: count() }).from(waiting),
    ctx.tx.select({ n: count() }).from(entries),
  ]);
  return {
    creditLimits: requests[0]?.n ?? 0,
    notices: failing[0]?.n ?? 0,
    setAside: setAside.rows.length,
    conflicts: conflicts[0]?.n ?? 0,
    bankEntries: bank[0]?.n ?? 0,
  };
}
