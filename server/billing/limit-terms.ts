import { and, asc, desc, eq, type SQL, sql } from "drizzle-orm";
import { limitTerms, subscriptionParameters, subscriptions } from "@/db/schema";
import type { Context } from "../context";
import { TICK } from "./engine/aggregate";

export type LimitTerms = typeof limitTerms.$inferSelect;

/** Limits, and what they allow, begin and end on ticks: the finest grain in which use is known. */
export const onTick = (at: Date): Date => new Date(Math.floor(at.getTime() / TICK) * TICK);

/** Joins a limit with its subscription. */
export const ofItsSubscription = and(
  eq(subscriptions.customerId, subscriptionParameters.customerId),
  eq(subscriptions.id, subscriptionParameters.subscriptionId),
);

/**
 * The terms in force at an instant, to join laterally with `subscription_parameters`: the newest that have begun, the
 * first where none has.
 * @param at an instant, or the expression of one
 */
export function termsInForce(ctx: Context, at: Date | SQL) {
  const later = sql`${limitTerms.validFrom} > ${at instanceof Date ? sql.param(at, limitTerms.validFrom) : at}`;
  return ctx.tx
    .select()
    .from(limitTerms)
    .where(
      and(
        eq(limitTerms.customerId, subscriptionParameters.customerId),
        eq(limitTerms.parameterId, subscriptionParameters.id),
      ),
    )
    .orderBy(asc(later), desc(sql`case when not ${later} then ${limitTerms.validFrom} end`), asc(limitTerms.validFrom))
    .limit(1)
    .as("terms");
}

/** The terms in force at an instant among those of one limit, oldest first; before all of them the first. */
export function termsAt<Terms extends { validFrom: Date }>(terms: readonly Terms[], at: Date): Terms | undefined {
  return terms.findLast(({ validFrom }) => validFrom <= at) ?? terms[0];
}

/** What a joined `termsInForce` gives to a select. */
export const termsColumns = (terms: ReturnType<typeof termsInForce>) => ({
  limit: terms.limit,
  thresholdPercent: terms.thresholdPercent,
  overRate: terms.overRate,
  underCredit: terms.underCredit,
  billingStep: terms.billingStep,
  covers: terms.covers,
  referenceShares: terms.referenceShares,
  overflowPolicy: terms.overflowPolicy,
  overflowMachinesMax: terms.overflowMachinesMax,
  costCapMinor: terms.costCapMinor,
  answerMinutes: terms.answerMinutes,
});
