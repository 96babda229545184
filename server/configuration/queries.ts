import { and, asc, count, desc, eq, ilike, lt, ne, or, type SQL, sql } from "drizzle-orm";
import { billingInformation, contacts, creditLimitRequests, customers, serviceConfigurations } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { type CustomerInformation, informationOf } from "./rules";

export type Customer = typeof customers.$inferSelect;
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

export type CustomerFilter = { search?: string; state?: Customer["state"]; after?: string; limit?: number };

/** Companies by newest first, paged by id (ids rise with time), with what staff look for in the list. */
export async function listCustomers(ctx: Context, filter: CustomerFilter) {
  const limit = Math.min(filter.limit ?? 50, 500);
  const where: (SQL | undefined)[] = [
    filter.state ? eq(customers.state, filter.state) : undefined,
    filter.after ? lt(customers.id, filter.after) : undefined,
  ];
  if (filter.search) {
    const like = `%${filter.search.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    where.push(or(ilike(customers.name, like), ilike(customers.identifier, like), eq(customers.id, filter.search)));
  }
  // Names are spelt out in the inner queries: drizzle leaves the table away, and "id" would be the inner one's.
  const rows = await ctx.tx
    .select({
      id: customers.id,
      name: customers.name,
      identifier: customers.identifier,
      identifierConfirmedAt: customers.identifierConfirmedAt,
      state: customers.state,
      currency: customers.currency,
      creditLimitMinor: customers.creditLimitMinor,
      createdAt: customers.createdAt,
      contacts: sql<number>`(select count(*)::int from contacts c where c.customer_id = customers.id)`,
      machines: sql<number>`(select count(*)::int from machines m
        where m.customer_id = customers.id and m.state <> 'retired')`,
      waitingMachines: sql<number>`(select count(*)::int from service_configurations s
        where s.customer_id = customers.id and s.state = 'waiting')`,
      requestedMinor: sql<string | null>`(select r.amount_minor::text from credit_limit_requests r
        where r.customer_id = customers.id and r.state = 'requested' order by r.requested_at desc limit 1)`,
    })
    .from(customers)
    .where(and(...where))
    .orderBy(desc(customers.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
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
