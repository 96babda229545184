import { eq } from "drizzle-orm";
import { billingInformation, customers, type StatementHeader } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import type { BillingZone } from "../periods";
import { currentProvider } from "../provider/queries";
import { customerTax } from "./customer-tax";

/**
 * Who bills whom, as a statement that is issued now shows it from then on, with the zone of its periods and the days in
 * which it is to be paid.
 * @throws not_found
 */
export async function statementHeader(
  ctx: Context,
  customerId: string,
): Promise<{ zone: BillingZone; header: Required<StatementHeader>; paymentDays: number }> {
  const [row] = await ctx.tx
    .select()
    .from(customers)
    .leftJoin(billingInformation, eq(billingInformation.customerId, customers.id))
    .where(eq(customers.id, customerId));
  if (!row) throw notFound("customer", customerId);
  const { customers: customer, billing_information: billing } = row;
  const [provider, { vatNumber }] = [await currentProvider(ctx), await customerTax(ctx, customerId)];
  return {
    paymentDays: provider.paymentDays,
    zone: { timeZone: customer.timeZone, earlier: customer.earlierZones },
    header: {
      customerName: billing?.legalName ?? customer.name,
      customerIdentifier: customer.identifier,
      customerAddress: billing?.address ?? "",
      customerCountry: billing?.country ?? "",
      customerTaxNumber: billing?.taxNumber ?? "",
      customerVatNumber: vatNumber ?? "",
      customerEmail: billing?.statementEmail ?? "",
      providerName: provider.displayName,
      providerAddress: provider.address ?? "",
      providerCountry: provider.country ?? "",
      providerVatId: provider.vatId ?? "",
      providerRegistration: provider.registration ?? "",
      providerEmail: provider.billingEmail ?? "",
      providerPhone: provider.billingPhone ?? "",
      iban: provider.iban ?? "",
      bic: provider.bic ?? "",
      paymentNote: provider.paymentNote ?? "",
    },
  };
}

/** A header as it was stored; what was not known then is filled by what is known now. */
export function filledHeader(
  stored: StatementHeader | null,
  now: Required<StatementHeader>,
): Required<StatementHeader> {
  const filled = { ...now };
  for (const field of Object.keys(now) as (keyof StatementHeader)[]) filled[field] = stored?.[field] || now[field];
  return filled;
}
