import { and, asc, eq, gte, inArray, isNotNull, lt, or, sql } from "drizzle-orm";
import {
  clouds,
  customers,
  hostCloudAccounts,
  services,
  statementFees,
  statementLines,
  statements,
  subscriptionParameters,
  subscriptions,
  vendors,
} from "@/db/schema";
import type { Context } from "../context";
import { type Page, pageOf, type Sort } from "../pagination";
import { currentProvider } from "../provider/queries";
import { type CostRow, feeRow, lineRow, taxRows } from "./focus-cost-rows";

/** Statements of one page, which is read in one transaction. */
const statementsPerPage = 50;

/** The statements that a file of costs holds: one, or those issued in a time. `from` belongs to it, `to` does not. */
export type CostQuestion = {
  customerId?: string | undefined;
  /** Its number or id. */
  statement?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
};

const oldest: Sort = {
  name: "oldest",
  keys: [
    { by: sql`${statements.issuedAt}`, as: "timestamptz" },
    { by: sql`${statements.number}`, as: "text" },
  ],
  descending: false,
};

/**
 * A page of what was billed, as FOCUS writes it: a row for each line, fee and tax of issued statements, in the order of
 * their issue. An issued statement never changes, and neither does the file of a time that has passed.
 * @throws invalid_input for a cursor that no page gave
 */
export async function focusCosts(
  ctx: Context,
  { customerId, statement, from, to, cursor }: CostQuestion & { cursor?: string | null | undefined },
): Promise<Page<CostRow>> {
  const page = await pageOf({
    ...{ cursor, limit: statementsPerPage, sort: oldest },
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({
          ...{ customerId: statements.customerId, id: statements.id, number: sql<string>`${statements.number}` },
          ...{ start: statements.periodStart, end: statements.periodEnd, currency: statements.currency },
          ...{ taxes: statements.taxes, customerName: customers.name, place },
        })
        .from(statements)
        .innerJoin(customers, eq(customers.id, statements.customerId))
        .where(
          and(
            isNotNull(statements.number),
            customerId === undefined ? undefined : eq(statements.customerId, customerId),
            statement === undefined ? undefined : or(eq(statements.number, statement), eq(statements.id, statement)),
            from && gte(statements.issuedAt, from),
            to && lt(statements.issuedAt, to),
            after,
          ),
        )
        .orderBy(order)
        .limit(limit),
  });
  const of = { provider: (await currentProvider(ctx)).displayName };
  const [fees, lines] = [await feesOf(ctx, page.rows), await linesOf(ctx, page.rows)];
  const rows = page.rows.flatMap((one) => [
    ...(fees.get(one.id) ?? []).map((fee) => feeRow({ ...of, statement: one }, fee)),
    ...(lines.get(one.id) ?? []).map((line) => lineRow({ ...of, statement: one }, line)),
    ...taxRows({ ...of, statement: one }),
  ]);
  return { rows, nextCursor: page.nextCursor };
}

type Listed = { customerId: string; id: string };
const idsOf = (rows: readonly Listed[]) => [...new Set(rows.map(({ id }) => id))];
const customersOf = (rows: readonly Listed[]) => [...new Set(rows.map(({ customerId }) => customerId))];
const service = { slug: services.slug, name: services.name, vendor: vendors.name };

function byStatement<Row extends { statementId: string }>(rows: Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) found.set(row.statementId, [...(found.get(row.statementId) ?? []), row]);
  return found;
}

async function feesOf({ tx }: Context, listed: Listed[]) {
  const rows = await tx
    .select({
      ...{ statementId: statementFees.statementId, id: statementFees.id, planName: statementFees.planName },
      ...{ name: statementFees.name, kind: statementFees.kind },
      ...{ periodStart: statementFees.periodStart, periodEnd: statementFees.periodEnd },
      ...{ validStart: statementFees.validStart, validEnd: statementFees.validEnd },
      ...{ amountMinor: statementFees.amountMinor, rounding: statementFees.rounding, service },
    })
    .from(statementFees)
    .innerJoin(
      subscriptions,
      and(eq(subscriptions.customerId, statementFees.customerId), eq(subscriptions.id, statementFees.subscriptionId)),
    )
    .innerJoin(services, eq(services.id, subscriptions.serviceId))
    .innerJoin(vendors, eq(vendors.id, services.vendorId))
    .where(
      and(inArray(statementFees.customerId, customersOf(listed)), inArray(statementFees.statementId, idsOf(listed))),
    )
    .orderBy(asc(statementFees.periodStart), asc(statementFees.id));
  return byStatement(rows);
}

async function linesOf({ tx }: Context, listed: Listed[]) {
  const cloud = { slug: clouds.slug, name: clouds.name, region: clouds.region };
  const rows = await tx
    .select({
      ...{ statementId: statementLines.statementId, id: statementLines.id, mode: statementLines.mode },
      ...{ windowStart: statementLines.windowStart, windowEnd: statementLines.windowEnd },
      ...{ meter: statementLines.meter, meterName: statementLines.meterName, unit: statementLines.unit },
      ...{ billingFactor: statementLines.billingFactor, rate: statementLines.rate, quantity: statementLines.quantity },
      ...{ amountMinor: statementLines.amountMinor, rounding: statementLines.rounding, service, cloud },
      account: hostCloudAccounts.reference,
    })
    .from(statementLines)
    .innerJoin(
      subscriptionParameters,
      and(
        eq(subscriptionParameters.customerId, statementLines.customerId),
        eq(subscriptionParameters.id, statementLines.parameterId),
      ),
    )
    .innerJoin(
      subscriptions,
      and(
        eq(subscriptions.customerId, subscriptionParameters.customerId),
        eq(subscriptions.id, subscriptionParameters.subscriptionId),
      ),
    )
    .innerJoin(services, eq(services.id, subscriptions.serviceId))
    .innerJoin(vendors, eq(vendors.id, services.vendorId))
    .leftJoin(clouds, eq(clouds.id, statementLines.cloudId))
    .leftJoin(
      hostCloudAccounts,
      and(
        eq(hostCloudAccounts.customerId, statementLines.customerId),
        eq(hostCloudAccounts.cloudId, statementLines.cloudId),
      ),
    )
    .where(
      and(inArray(statementLines.customerId, customersOf(listed)), inArray(statementLines.statementId, idsOf(listed))),
    )
    .orderBy(asc(statementLines.windowStart), asc(statementLines.id));
  return byStatement(rows);
}
