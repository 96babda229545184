import { and, eq, gt, isNull, or } from "drizzle-orm";
import { limitTerms, subscriptionParameters, subscriptions } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { newId } from "../ids";
import { refuseUnpriced } from "./fit-subscription";
import { basisDifferences, type LimitBasis, setLimitBasis } from "./limit-basis";
import { type LimitTerms, onTick, termsAt } from "./limit-terms";
import { type LimitWithTerms, limitsOfMeter } from "./parameters";
import { refusedLimit } from "./refused-limit";

/** How far back a limit may begin, change or end: every window since then is judged again. */
const furthestBackMs = 366 * 86_400_000;

/** What of a limit can change; what is left out stays as it is. */
export type LimitChange = Partial<Omit<LimitTerms, "customerId" | "id" | "parameterId" | "validFrom" | "createdAt">>;

/** A limit of a customer. */
export type LimitId = { customerId: string; parameterId: string };

/** A meter's windows that are to be judged again: those that end after `since`, and begin no later than `until`. */
export type TouchedWindows = { customerId: string; meter: string; since: Date; until?: Date };

/**
 * Writes what a limit allows and costs from a time on, in the past too. What it allows holds from that time; rates,
 * step, covers and reference shares from the next window that begins (docs/rules.md 4.10). Later terms stay. Its basis
 * holds for all of its time.
 * @returns what is to be judged again
 * @throws not_found; invalid_input for a time before the limit begins, after it ends, or more than a year back;
 * conflict for another basis of a limit that has billed
 */
export async function setLimitTerms(
  ctx: Context,
  { from, change, basis = {}, ...id }: LimitId & { from: Date; change: LimitChange; basis?: LimitBasis },
): Promise<TouchedWindows> {
  const { limit, mode, terms } = await lockLimit(ctx, id);
  if (mode === "offset") refuseUnpriced(change);
  const validFrom = withinAYear(ctx, from);
  if (validFrom < onTick(limit.validFrom) || (limit.validTo && validFrom >= limit.validTo))
    throw new DomainError(
      "invalid_input",
      "The limit is not valid at that time. Choose a time between its begin and its end.",
    );
  const before = termsAt(terms, validFrom);
  if (!before) throw notFound("terms of the limit", id.parameterId);
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const differences = given.filter(([name, value]) => termText(value) !== termText(before[name as keyof LimitChange]));
  const changed: LimitChange = Object.fromEntries(differences);
  const otherBasis = basisDifferences(limit, basis);
  const isOther = Object.keys(otherBasis).length > 0;
  if (isOther) await setLimitBasis(ctx, limit, basis);
  if (differences.length === 0 && !isOther)
    throw new DomainError("invalid_input", "The limit has these terms at that time already: nothing would change.");
  const known = terms.find((one) => onTick(one.validFrom).getTime() === validFrom.getTime());
  if (known && differences.length > 0)
    await ctx.tx
      .update(limitTerms)
      .set(changed)
      .where(and(eq(limitTerms.customerId, id.customerId), eq(limitTerms.id, known.id)));
  else if (differences.length > 0)
    await ctx.tx
      .insert(limitTerms)
      .values({ ...before, ...changed, id: newId("limitTerms", ctx.now), validFrom, createdAt: ctx.now });
  await recordAudit(ctx, {
    customerId: id.customerId,
    action: "limit.changed",
    subjectKind: "subscription",
    subjectId: limit.subscriptionId,
    detail: {
      meter: limit.meter,
      from: validFrom.toISOString(),
      ...Object.fromEntries(differences.map(([name, value]) => [name, termText(value)])),
      ...otherBasis,
    },
    topic: "billing",
  });
  return { customerId: id.customerId, meter: limit.meter, since: isOther ? onTick(limit.validFrom) : validFrom };
}

/** A term as one text, whatever order its parts were stored in. */
function termText(value: LimitChange[keyof LimitChange]): string {
  if (value === null || typeof value !== "object") return String(value);
  const parts = Array.isArray(value)
    ? value.map(({ name, quantity }) => [name, quantity] as const)
    : Object.entries(value);
  return parts
    .map(([name, quantity]) => `${name} = ${quantity}`)
    .sort()
    .join(", ");
}

/**
 * Writes when a limit ends, in the past too; null takes a planned end back. What was charged stays charged. A
 * subscription ends with the last of its limits.
 * @returns what is to be judged again
 * @throws not_found; invalid_input for a time before the limit begins or more than a year back; conflict where a limit
 * of another period follows
 */
export async function setLimitEnd(ctx: Context, { at, ...id }: LimitId & { at: Date | null }): Promise<TouchedWindows> {
  const { limit } = await lockLimit(ctx, id);
  const validTo = at && withinAYear(ctx, at);
  if (validTo && validTo < onTick(limit.validFrom))
    throw new DomainError("invalid_input", "The limit begins after that time. Choose a later one.");
  const ends = [validTo, limit.validTo].flatMap((end) => end?.getTime() ?? []);
  if (validTo?.getTime() === limit.validTo?.getTime())
    throw new DomainError(
      "invalid_input",
      validTo ? "The limit ends at that time already." : "The limit has no end that could be taken back.",
    );
  const since = new Date(Math.min(...ends));
  withinAYear(ctx, since);
  await ctx.tx
    .update(subscriptionParameters)
    .set({ validTo })
    .where(and(eq(subscriptionParameters.customerId, id.customerId), eq(subscriptionParameters.id, limit.id)))
    .catch((error: unknown) => {
      throw refusedLimit(error, limit.meter);
    });
  await endSubscription(ctx, limit, validTo);
  await recordAudit(ctx, {
    customerId: id.customerId,
    action: validTo ? "limit.ended" : "limit.continued",
    subjectKind: "subscription",
    subjectId: limit.subscriptionId,
    detail: { meter: limit.meter, ...(validTo ? { at: validTo.toISOString() } : {}) },
    topic: "billing",
  });
  return { customerId: id.customerId, meter: limit.meter, since };
}

/** A subscription is valid as long as one of its limits. */
async function endSubscription(ctx: Context, limit: LimitWithTerms["limit"], validTo: Date | null): Promise<void> {
  const { customerId, subscriptionId } = limit;
  const [open] = await ctx.tx
    .select({ id: subscriptionParameters.id })
    .from(subscriptionParameters)
    .where(
      and(
        eq(subscriptionParameters.customerId, customerId),
        eq(subscriptionParameters.subscriptionId, subscriptionId),
        validTo ? or(isNull(subscriptionParameters.validTo), gt(subscriptionParameters.validTo, validTo)) : undefined,
      ),
    )
    .limit(1);
  await ctx.tx
    .update(subscriptions)
    .set({ validTo: validTo && !open ? validTo : null })
    .where(and(eq(subscriptions.customerId, customerId), eq(subscriptions.id, subscriptionId)));
}

/** A limit with its terms, locked: a second change of it waits. */
async function lockLimit(ctx: Context, { customerId, parameterId }: LimitId): Promise<LimitWithTerms> {
  const [locked] = await ctx.tx
    .select({ meter: subscriptionParameters.meter })
    .from(subscriptionParameters)
    .where(and(eq(subscriptionParameters.customerId, customerId), eq(subscriptionParameters.id, parameterId)))
    // Posting a charge holds its limit's key: it must not wait for a change that waits for the charge's standing.
    .for("no key update");
  const limits = locked ? await limitsOfMeter(ctx, { customerId, meter: locked.meter }) : [];
  const found = limits.find(({ limit }) => limit.id === parameterId);
  if (!found) throw notFound("limit", parameterId);
  return found;
}

/** The tick of a time at which a limit begins, changes or ends. @throws invalid_input more than a year back */
export function withinAYear(ctx: Context, at: Date): Date {
  if (at.getTime() < ctx.now.getTime() - furthestBackMs)
    throw new DomainError("invalid_input", "That is more than a year back. Choose a later time.");
  return onTick(at);
}
