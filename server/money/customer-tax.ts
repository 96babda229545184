import { eq, sql } from "drizzle-orm";
import { customerTaxes, subscriptionParameters, subscriptions } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { currentProvider } from "../provider/queries";
import type { CustomerTaxChange } from "./input";
import { type TaxedPart, type Taxes, taxesOf } from "./tax";
import { listTaxRates } from "./tax-rates";

export type CustomerTax = Omit<typeof customerTaxes.$inferSelect, "setBy" | "setAt">;

/** How a customer is taxed; what finance has not decided is the standard. */
export async function customerTax({ tx }: Context, customerId: string): Promise<CustomerTax> {
  const [row] = await tx.select().from(customerTaxes).where(eq(customerTaxes.customerId, customerId));
  if (!row) return { customerId, treatment: "standard", country: null, vatNumber: null, reason: null };
  const { setBy: _, setAt: __, ...tax } = row;
  return tax;
}

/** Sets how a customer is taxed. Issued statements stay as they are. */
export async function setCustomerTax(ctx: Context, customerId: string, change: CustomerTaxChange): Promise<void> {
  const { treatment, country = null, vatNumber = null, reason = null } = change;
  const values = { treatment, country, vatNumber, reason, setBy: ctx.actor.label, setAt: ctx.now };
  await ctx.tx
    .insert(customerTaxes)
    .values({ customerId, ...values })
    .onConflictDoUpdate({ target: customerTaxes.customerId, set: values });
  await recordAudit(ctx, {
    ...{ customerId, action: "customer_tax.set", subjectKind: "customer", subjectId: customerId, topic: "billing" },
    detail: { treatment, vatNumber: vatNumber ?? "none", country: country ?? "the provider's" },
  });
}

/** Parts of a statement by what they are of. */
type Part = { id: string; amountMinor: bigint; end: Date } & ({ subscriptionId: string } | { parameterId: string });

/** What tax a customer's fees and lines bear on the statement of a period, as it stands now (docs/rules.md 7.11). */
export async function taxesNow(
  ctx: Context,
  { customerId, timeZone, periodEnd }: { customerId: string; timeZone: string; periodEnd: Date },
  parts: readonly Part[],
): Promise<Taxes> {
  const setting = await customerTax(ctx, customerId);
  const country = setting.country ?? (await currentProvider(ctx)).country;
  const rates = country === null || setting.treatment !== "standard" ? [] : await listTaxRates(ctx, country);
  const services = rates.some(({ serviceId }) => serviceId !== null) ? await servicesOf(ctx, customerId) : new Map();
  const dayIn = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  const lastDay = (end: Date) => dayIn.format(new Date(end.getTime() - 1));
  return taxesOf(
    parts.map((part): TaxedPart => {
      const of = "subscriptionId" in part ? part.subscriptionId : part.parameterId;
      const { id, amountMinor, end } = part;
      return { id, amountMinor, serviceId: services.get(of) ?? null, lastDay: lastDay(end) };
    }),
    { setting, rates, lastDay: lastDay(periodEnd) },
  );
}

/** The service of each of a customer's subscriptions and of their limits, by the id of either. */
async function servicesOf({ tx }: Context, customerId: string): Promise<Map<string, string>> {
  const rows = await tx
    .select({ id: subscriptions.id, serviceId: subscriptions.serviceId, limitId: subscriptionParameters.id })
    .from(subscriptions)
    .leftJoin(
      subscriptionParameters,
      sql`${subscriptionParameters.customerId} = ${subscriptions.customerId} and ${subscriptionParameters.subscriptionId} = ${subscriptions.id}`,
    )
    .where(eq(subscriptions.customerId, customerId));
  return new Map(
    rows.flatMap(({ id, serviceId, limitId }) => [
      [id, serviceId] as const,
      ...(limitId === null ? [] : [[limitId, serviceId] as const]),
    ]),
  );
}
