import { and, asc, eq } from "drizzle-orm";
import { customers, discounts, subscriptions } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { lockCustomer } from "../configuration/add-customer";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { newId } from "../ids";
import { currencyExponent } from "../money";
import type { DiscountKind } from "../money/states";
import { parseExact } from "../quantity";

export type Discount = typeof discounts.$inferSelect;

/** So many discounts a subscription has at most. */
const discountsMost = 20;

/** A customer's discounts, oldest first. */
export function listDiscounts(ctx: Context, customerId: string): Promise<Discount[]> {
  return ctx.tx
    .select()
    .from(discounts)
    .where(eq(discounts.customerId, customerId))
    .orderBy(asc(discounts.validFrom), asc(discounts.id));
}

/**
 * Takes something off a subscription's recurring charges, from an instant on (docs/rules.md 7.20).
 * @returns its id
 * @throws not_found; invalid_input for a value that is none, or an end before the begin; conflict for too many
 */
export async function addDiscount(
  ctx: Context,
  of: {
    customerId: string;
    subscriptionId: string;
    name: string;
    kind: DiscountKind;
    value: string;
    validFrom: Date;
    validTo: Date | null;
    reason: string;
  },
): Promise<string> {
  await lockCustomer(ctx, of.customerId);
  const [subscribed] = await ctx.tx
    .select({
      currency: customers.currency,
      known: ctx.tx.$count(discounts, eq(discounts.subscriptionId, subscriptions.id)),
    })
    .from(subscriptions)
    .innerJoin(customers, eq(customers.id, subscriptions.customerId))
    .where(and(eq(subscriptions.customerId, of.customerId), eq(subscriptions.id, of.subscriptionId)));
  if (!subscribed) throw notFound("subscription", of.subscriptionId);
  if (subscribed.known >= discountsMost)
    throw new DomainError("conflict", `A subscription has at most ${discountsMost} discounts.`);
  const refused = refusedValue(of, subscribed.currency);
  if (refused) throw new DomainError("invalid_input", refused, { field: "value" });
  if (of.validTo !== null && of.validTo <= of.validFrom)
    throw new DomainError("invalid_input", "A discount ends after it begins.", { field: "until" });
  const id = newId("discount", ctx.now);
  await ctx.tx.insert(discounts).values({ ...of, id, createdBy: ctx.actor.label, createdAt: ctx.now });
  await audited(ctx, "discount.added", of.customerId, id, of.name);
  return id;
}

/** Ends a discount. One that has ended by then stays as it is. @throws not_found */
export async function endDiscount(
  ctx: Context,
  { customerId, id, at }: { customerId: string; id: string; at: Date },
): Promise<void> {
  const [known] = await ctx.tx
    .select()
    .from(discounts)
    .where(and(eq(discounts.customerId, customerId), eq(discounts.id, id)))
    .for("update");
  if (!known) throw notFound("discount", id);
  if (known.validTo !== null && known.validTo <= at) return;
  await ctx.tx
    .update(discounts)
    .set({ validTo: at })
    .where(and(eq(discounts.customerId, customerId), eq(discounts.id, id)));
  await audited(ctx, "discount.ended", customerId, id, known.name);
}

function refusedValue({ kind, value }: { kind: DiscountKind; value: string }, currency: string): string | null {
  const exact = parseExact(value);
  const decimals = kind === "percent" ? 4 : currencyExponent(currency);
  const most = kind === "percent" ? 100 : 1_000_000_000_000;
  if (!exact?.gt(0) || exact.gt(most) || exact.decimalPlaces() > decimals)
    return kind === "percent"
      ? "Give a percentage above 0 and at most 100, with at most 4 decimals."
      : `Give an amount above 0 with at most ${decimals} decimals: the customer pays in ${currency}.`;
  return null;
}

function audited(
  ctx: Context,
  action: "discount.added" | "discount.ended",
  customerId: string,
  id: string,
  name: string,
): Promise<void> {
  return recordAudit(ctx, {
    customerId,
    action,
    subjectKind: "discount",
    subjectId: id,
    detail: { name },
    topic: "billing",
  });
}
