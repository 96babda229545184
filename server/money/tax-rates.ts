import { and, asc, desc, eq, isNotNull, isNull } from "drizzle-orm";
import { services, taxRates } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { newId } from "../ids";
import type { NewTaxRate } from "./input";

/** A rate with the name of the service that it is of; null: of all. */
export type ListedTaxRate = typeof taxRates.$inferSelect & { serviceName: string | null };

/** All rates, by country and service, the newest first. */
export function listTaxRates({ tx }: Context, country?: string): Promise<ListedTaxRate[]> {
  return tx
    .select({
      ...{ id: taxRates.id, country: taxRates.country, serviceId: taxRates.serviceId, percent: taxRates.percent },
      ...{ fromDay: taxRates.fromDay, setBy: taxRates.setBy, setAt: taxRates.setAt, serviceName: services.name },
    })
    .from(taxRates)
    .leftJoin(services, eq(services.id, taxRates.serviceId))
    .where(country === undefined ? undefined : eq(taxRates.country, country))
    .orderBy(asc(taxRates.country), desc(isNull(taxRates.serviceId)), asc(services.name), desc(taxRates.fromDay));
}

/**
 * Sets the rate of a country from a day on, in place of one that begins on the same day. Issued statements stay as they
 * are.
 * @returns its id
 * @throws not_found for a service that there is not; conflict for a service's rate in a country without one for all
 */
export async function setTaxRate(ctx: Context, rate: NewTaxRate): Promise<string> {
  const { country, percent, fromDay, serviceId = null } = rate;
  if (serviceId !== null) {
    const [service] = await ctx.tx.select({ id: services.id }).from(services).where(eq(services.id, serviceId));
    if (!service) throw notFound("service", serviceId);
    await requireGeneral(ctx, country, "Set the country's rate of all services first: others would have none.");
  }
  const values = { percent, setBy: ctx.actor.label, setAt: ctx.now };
  const [stored] = await ctx.tx
    .insert(taxRates)
    .values({ id: newId("taxRate", ctx.now), country, serviceId, fromDay, ...values })
    .onConflictDoUpdate({ target: [taxRates.country, taxRates.serviceId, taxRates.fromDay], set: values })
    .returning({ id: taxRates.id });
  if (!stored) throw new Error(`No tax rate of ${country} was stored.`);
  await audited(ctx, "tax_rate.set", stored.id, { country, percent, fromDay });
  return stored.id;
}

/**
 * Removes a rate that was entered by mistake. Issued statements stay as they are.
 * @throws not_found; conflict for the last one of all services while a service has one of its own
 */
export async function removeTaxRate(ctx: Context, id: string): Promise<void> {
  const [removed] = await ctx.tx.delete(taxRates).where(eq(taxRates.id, id)).returning();
  if (!removed) throw notFound("tax rate", id);
  const { country, percent, fromDay, serviceId } = removed;
  const [own] = await ctx.tx
    .select({ id: taxRates.id })
    .from(taxRates)
    .where(and(eq(taxRates.country, country), isNotNull(taxRates.serviceId)))
    .limit(1);
  if (serviceId === null && own)
    await requireGeneral(ctx, country, "Remove the rates of single services first: other services would have none.");
  await audited(ctx, "tax_rate.removed", id, { country, percent, fromDay });
}

async function requireGeneral(ctx: Context, country: string, sentence: string): Promise<void> {
  const [general] = await ctx.tx
    .select({ id: taxRates.id })
    .from(taxRates)
    .where(and(eq(taxRates.country, country), isNull(taxRates.serviceId)))
    .limit(1);
  if (!general) throw new DomainError("conflict", sentence);
}

function audited(
  ctx: Context,
  action: "tax_rate.set" | "tax_rate.removed",
  id: string,
  detail: Record<string, string>,
): Promise<void> {
  return recordAudit(ctx, {
    ...{ customerId: null, action, subjectKind: "tax_rate", subjectId: id, topic: "billing", detail },
  });
}
