import { and, asc, eq, gt } from "drizzle-orm";
import { bankEntries } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { findMatches } from "../bank/find-matches";
import { changeCustomerState } from "../configuration/change-customer";
import { customerById } from "../configuration/queries";
import { type Context, inProvider, type Request } from "../context";
import { log } from "../log";
import {
  type DueStep,
  dueSteps,
  isHeldByDunning,
  liftableCustomers,
  liftSteps,
  markSuspended,
  takeStep,
} from "../money/dunning";
import { promisedStatements } from "../money/promise-payment";
import { statementById } from "../money/statement-view";
import { currentProvider } from "../provider/queries";
import { enqueueDunningMails } from "./dunning-mails";

/** Steps of one run at most, statements and entries of one page, and pages of one run. */
const [stepsMost, pageSize, pagesMost] = [200, 200, 20];

/**
 * Takes the steps that are due of overdue statements, each once and in a transaction of its own with its mails, and
 * resumes customers whose statements are settled (docs/rules.md 7.18). Nothing is done while a payment is on its way.
 * Killed and run again, or run side by side, each step is taken once.
 */
export async function dunStatements(
  request: Request,
): Promise<{ taken: number; held: number; failed: number; lifted: number }> {
  const done = { taken: 0, held: 0, failed: 0, lifted: await liftSettled(request) };
  const { remindDays, warnDays, suspendDays } = await inProvider(request, currentProvider);
  const days = { remind: remindDays, warn: warnDays, suspend: suspendDays };
  let after = "";
  for (let page = 0; page < pagesMost && done.taken < stepsMost; page++) {
    const due = await inProvider(request, (ctx) => dueSteps(ctx, days, { after, limit: pageSize }));
    const onItsWay = await inProvider(request, (ctx) => paymentsOnTheirWay(ctx, due));
    for (const step of due) {
      if (onItsWay(step)) done.held += 1;
      else done[await tryStep(request, step)] += 1;
    }
    if (due.length < pageSize) break;
    after = due.at(-1)?.statementId ?? "";
  }
  return done;
}

/** Takes one step; one that fails stops no other, and is tried again by the next run. */
async function tryStep(request: Request, step: DueStep): Promise<"taken" | "held" | "failed"> {
  try {
    return (await inProvider(request, (ctx) => take(ctx, step))) ? "taken" : "held";
  } catch (err) {
    log.error({ requestId: request.requestId, statementId: step.statementId, err }, "a step of dunning failed");
    return "failed";
  }
}

/** Takes one step with its mails. @returns whether it was this call that took it */
async function take(ctx: Context, due: DueStep): Promise<boolean> {
  const taken = await takeStep(ctx, due);
  if (!taken) return false;
  const { customerId, statementId, step } = due;
  const statement = await statementById(ctx, { customerId, id: statementId });
  const since = due.dueAt.toLocaleDateString("en-GB", {
    ...{ day: "numeric", month: "long", year: "numeric", timeZone: statement.timeZone },
  });
  const reason = `Statement ${statement.number} is unpaid since ${since}.`;
  if (step === "suspend") {
    const { state } = await customerById(ctx, customerId);
    const isOurs = state !== "suspended" || (await isHeldByDunning(ctx, customerId));
    if (isOurs) await markSuspended(ctx, customerId, taken.id);
    await changeCustomerState(ctx, { customerId, change: "suspend", reason });
  }
  await enqueueDunningMails(ctx, { ...due, number: statement.number ?? "", reason, ...taken });
  await recordAudit(ctx, {
    ...{ customerId, action: "statement.dunned", subjectKind: "statement", subjectId: statementId, topic: "billing" },
    detail: { step, reason },
  });
  return true;
}

/** Whether a payment of a step's statement is on its way: finance marked it, or an entry of the bank waits. */
async function paymentsOnTheirWay(ctx: Context, due: readonly DueStep[]): Promise<(step: DueStep) => boolean> {
  if (due.length === 0) return () => false;
  const promised = await promisedStatements(
    ctx,
    due.map(({ statementId }) => statementId),
  );
  const paying = new Set<string>();
  let after = "";
  for (let page = 0; page < pagesMost; page++) {
    const entries = await ctx.tx
      .select()
      .from(bankEntries)
      .where(and(eq(bankEntries.state, "waiting"), gt(bankEntries.id, after)))
      .orderBy(asc(bankEntries.id))
      .limit(pageSize);
    for (const { parts } of (await findMatches(ctx, entries)).values())
      for (const { customerId } of parts) paying.add(customerId);
    if (entries.length < pageSize) return (step) => promised.has(step.statementId) || paying.has(step.customerId);
    after = entries.at(-1)?.id ?? "";
  }
  // More entries wait than are looked at: whose they are is not known, so nothing is done.
  return () => true;
}

const liftedMost = 100;

/** Resumes customers that were suspended for statements which are settled now. @returns how many */
async function liftSettled(request: Request): Promise<number> {
  const liftable = await inProvider(request, (ctx) => liftableCustomers(ctx, liftedMost));
  let lifted = 0;
  for (const customerId of liftable) {
    const isLifted = await inProvider(request, async (ctx) => {
      const numbers = await liftSteps(ctx, customerId);
      if (numbers.length === 0) return false;
      const { state } = await customerById(ctx, customerId);
      // Staff resumed or closed it: nothing is left to lift.
      if (state !== "suspended") return false;
      const reason = `Statement ${numbers.join(", ")} is settled.`;
      await changeCustomerState(ctx, { customerId, change: "resume", reason });
      return true;
    });
    if (isLifted) lifted += 1;
  }
  return lifted;
}
