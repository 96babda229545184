import { and, eq, getTableColumns, isNotNull, lt, sql } from "drizzle-orm";
import { customers, statements } from "@/db/schema";
import type { Context } from "../context";
import { type Page, pageOf, type Sort } from "../pagination";
import type { Statement } from "./statement-view";
import type { ListedState } from "./states";

/** An issued statement of a list, with the name of its customer. */
export type ListedStatement = Omit<Statement, "issuedBy"> & { customerName: string };

const newest: Sort = {
  name: "newest",
  keys: [
    { by: sql`${statements.issuedAt}`, as: "timestamptz" },
    { by: sql`${statements.number}`, as: "text" },
  ],
  descending: true,
};

/** A page of issued statements, newest first: one customer's, or as many as the transaction's role sees. */
export function listStatements(
  ctx: Context,
  query: {
    customerId?: string | undefined;
    state?: ListedState | undefined;
    cursor?: string | null | undefined;
    limit: number;
  },
): Promise<Page<ListedStatement>> {
  const { customerId, state, cursor, limit } = query;
  const isOverdue = and(eq(statements.state, "issued"), lt(statements.dueAt, ctx.now));
  const isOpen = and(eq(statements.state, "issued"), sql`not (${lt(statements.dueAt, ctx.now)})`);
  const inState = state && { open: isOpen, overdue: isOverdue, paid: eq(statements.state, "paid") }[state];
  const { issuedBy: _, ...shown } = getTableColumns(statements);
  return pageOf({
    ...{ cursor, limit, sort: newest },
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...shown, customerName: customers.name, place })
        .from(statements)
        .innerJoin(customers, eq(customers.id, statements.customerId))
        .where(
          and(
            isNotNull(statements.number),
            customerId === undefined ? undefined : eq(statements.customerId, customerId),
            inState,
            after,
          ),
        )
        .orderBy(order)
        .limit(limit),
  });
}

/** How many issued statements stand where, of one customer or all. */
export async function countStatements(ctx: Context, customerId?: string): Promise<Record<ListedState, number>> {
  const rows = await ctx.tx
    .select({
      state: sql<ListedState>`case when ${statements.state} = 'paid' then 'paid'
        when ${statements.dueAt} < ${ctx.now.toISOString()}::timestamptz then 'overdue' else 'open' end`,
      count: sql<number>`count(*)::int`,
    })
    .from(statements)
    .where(
      and(isNotNull(statements.number), customerId === undefined ? undefined : eq(statements.customerId, customerId)),
    )
    .groupBy(sql`1`);
  const counts = { open: 0, overdue: 0, paid: 0 };
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}
