import { and, eq, sql } from "drizzle-orm";
import { customers } from "@/db/schema";
import type { CustomerQuery } from "../configuration/input";
import type { Context } from "../context";
import { pageOf, type Sort } from "../pagination";
import { idsThatHold } from "../search-entries";

const newest: Sort = { name: "newest", keys: [{ by: customers.id, as: "text" }], descending: true };

/** A page of companies, newest first. */
export function listCustomers(ctx: Context, filter: CustomerQuery) {
  const { state, search } = filter;
  return pageOf({
    cursor: filter.cursor,
    limit: filter.limit,
    sort: newest,
    read: ({ after, order, limit, place }) =>
      // Names are spelt out in the inner queries: drizzle leaves the table away, and "id" would be the inner one's.
      ctx.tx
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
          place,
        })
        .from(customers)
        .where(
          and(
            state ? eq(customers.state, state) : undefined,
            search ? sql`${customers.id} in ${idsThatHold("customer", search)}` : undefined,
            after,
          ),
        )
        .orderBy(order)
        .limit(limit),
  });
}
