import { and, eq, getTableColumns, gte, isNotNull, lt, sql } from "drizzle-orm";
import { customers, statements } from "@/db/schema";
import type { Context } from "../context";
import { type Counted, countUpTo, type Page, pageOf, type Sort } from "../pagination";
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

/** Statements that stand there (`listedState`). */
const isIn = ({ now }: Context, state: ListedState) =>
  state === "paid"
    ? eq(statements.state, "paid")
    : and(eq(statements.state, "issued"), state === "open" ? gte(statements.dueAt, now) : lt(statements.dueAt, now));

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
            state && isIn(ctx, state),
            after,
          ),
        )
        .orderBy(order)
        .limit(limit),
  });
}

/** So many statements of a state are counted at most. */
const countedMost = 1000;

/** How many issued statements stand where, of one customer or all. */
export async function countStatements(ctx: Context, customerId?: string): Promise<Record<ListedState, Counted>> {
  const own = customerId === undefined ? undefined : eq(statements.customerId, customerId);
  const count = (state: ListedState) =>
    countUpTo(
      ctx,
      countedMost,
      ctx.tx
        .select({ id: statements.id })
        .from(statements)
        .where(and(own, isIn(ctx, state))),
    );
  const [open, overdue, paid] = [await count("open"), await count("overdue"), await count("paid")];
  return { open, overdue, paid };
}
