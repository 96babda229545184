import { and, asc, count, desc, eq, ne, or, sql } from "drizzle-orm";
import { billingInformation, contacts, creditLimitRequests, customers, serviceConfigurations } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { refusedMails } from "../notifications/queries";
import { type CustomerInformation, informationOf } from "./rules";

export type Customer = typeof customers.$inferSelect;
export type CreditLimitRequest = typeof creditLimitRequests.$inferSelect;
export type ServiceConfiguration = typeof serviceConfigurations.$inferSelect;

/** The company. @throws DomainError not_found, also for another's. */
export async function customerById(ctx: Context, customerId: string): Promise<Customer> {
  const [customer] = await ctx.tx.select().from(customers).where(eq(customers.id, customerId));
  if (!customer) throw notFound("customer", customerId);
  return customer;
}

/** The company by its id or its account identifier, as programs and the command line name it. */
export async function customerByIdOrIdentifier(ctx: Context, name: string): Promise<Customer> {
  const [customer] = await ctx.tx
    .select()
    .from(customers)
    .where(or(eq(customers.id, name), eq(customers.identifier, name.toLowerCase())));
  if (!customer) throw notFound("customer", name);
  return customer;
}

/** Which of the customer's informations are here. */
export async function customerInformation(ctx: Context, customerId: string): Promise<CustomerInformation> {
  const customer = await customerById(ctx, customerId);
  const [given] = await ctx.tx
    .select({
      contacts: sql<number>`(select count(*)::int from ${contacts} where ${contacts.customerId} = ${customerId})`,
      requests: sql<number>`(select count(*)::int from ${creditLimitRequests}
        where ${creditLimitRequests.customerId} = ${customerId} and ${creditLimitRequests.state} <> 'withdrawn')`,
    })
    .from(customers)
    .where(eq(customers.id, customerId));
  return informationOf({
    contacts: given?.contacts ?? 0,
    identifierConfirmed: customer.identifierConfirmedAt !== null,
    creditLimitRequests: given?.requests ?? 0,
    creditLimitMinor: customer.creditLimitMinor,
  });
}

/** What a company has entered about itself, as its page and the console show it. */
export type CompanyProfile = Awaited<ReturnType<typeof companyProfile>>;

/** Everything that the company has entered about itself, for its own page and the console's. */
export async function companyProfile(ctx: Context, customerId: string) {
  const customer = await customerById(ctx, customerId);
  const [people, [billing], requests, [waiting], information] = await Promise.all([
    ctx.tx.select().from(contacts).where(eq(contacts.customerId, customerId)).orderBy(asc(contacts.kind)),
    ctx.tx.select().from(billingInformation).where(eq(billingInformation.customerId, customerId)),
    ctx.tx
      .select()
      .from(creditLimitRequests)
      .where(eq(creditLimitRequests.customerId, customerId))
      .orderBy(desc(creditLimitRequests.requestedAt))
      .limit(20),
    ctx.tx
      .select({ machines: count() })
      .from(serviceConfigurations)
      .where(and(eq(serviceConfigurations.customerId, customerId), eq(serviceConfigurations.state, "waiting"))),
    customerInformation(ctx, customerId),
  ]);
  return {
    customer,
    contacts: people,
    /** Mails to these contacts that were refused for good, by address. */
    refusedMails: Object.fromEntries(
      await refusedMails(
        ctx,
        people.map(({ email }) => email),
      ),
    ),
    billing: billing ?? null,
    creditLimitRequests: requests,
    waitingMachines: waiting?.machines ?? 0,
    information,
  };
}

/** The configuration of the service on this machine, or null before one was asked for. */
export async function serviceConfigurationOf(ctx: Context, machineId: string): Promise<ServiceConfiguration | null> {
  const [row] = await ctx.tx.select().from(serviceConfigurations).where(eq(serviceConfigurations.machineId, machineId));
  return row ?? null;
}

/** One request for a credit limit; the customer's role finds its own alone. @throws DomainError not_found */
export async function creditLimitRequestById(ctx: Context, id: string): Promise<CreditLimitRequest> {
  const [request] = await ctx.tx.select().from(creditLimitRequests).where(eq(creditLimitRequests.id, id));
  if (!request) throw notFound("request for a credit limit", id);
  return request;
}

/** Credit limits that wait for a decision, oldest first. */
export function openCreditLimitRequests(ctx: Context) {
  return ctx.tx
    .select({
      id: creditLimitRequests.id,
      customerId: creditLimitRequests.customerId,
      customerName: customers.name,
      amountMinor: creditLimitRequests.amountMinor,
      currency: customers.currency,
      requestedAt: creditLimitRequests.requestedAt,
    })
    .from(creditLimitRequests)
    .innerJoin(customers, eq(customers.id, creditLimitRequests.customerId))
    .where(and(eq(creditLimitRequests.state, "requested"), ne(customers.state, "closed")))
    .orderBy(asc(creditLimitRequests.requestedAt))
    .limit(100);
}
