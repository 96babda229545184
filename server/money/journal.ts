import { and, eq, gte, inArray, lt } from "drizzle-orm";
import {
  charges,
  customers,
  ledgerEntries,
  statementFees,
  statements,
  subscriptionParameters,
  subscriptions,
} from "@/db/schema";
import type { Context } from "../context";
import { firstIdAt } from "../ids";
import { type Page, pageOf, type Sort } from "../pagination";
import { type BillingWindow, calendarWindow } from "../periods";
import { codesOfAccounts } from "./account-codes";
import { entryColumns, feeOfEntry, sidesOf, statementOfEntry } from "./entry-sides";
import type { AccountKind } from "./ledger";

/** A posting as bookkeeping reads it: one side of an entry. Minor units; one of debit and credit is null. */
export type JournalLine = {
  postedAt: Date;
  entryId: string;
  /** The statement that the entry issues, or whose fee it is; null where there is none. */
  number: string | null;
  description: string;
  customerId: string;
  customerName: string;
  account: AccountKind;
  code: string;
  debitMinor: bigint | null;
  creditMinor: bigint | null;
  currency: string;
};

/** A transaction that posts may take as long as this: an entry is dated by its begin, and seen when it ends. */
export const settlingMs = 10 * 60_000;

/**
 * A calendar month of the journal, in UTC. An entry belongs to the month in which it is posted, whatever period its
 * charge is of: so nothing is added to a month that has ended. `isWhole`: what was being posted when it ended is in it.
 */
export function journalMonth(month: string, now: Date): BillingWindow & { isWhole: boolean } {
  const period = calendarWindow("month", new Date(`${month}-15T12:00:00Z`), "UTC");
  return { ...period, isWhole: now.getTime() >= period.end.getTime() + settlingMs };
}

/** The last month whose journal is whole, `2026-11`. */
export function lastWholeMonth(now: Date): string {
  const settled = new Date(now.getTime() - settlingMs);
  return new Date(Date.UTC(settled.getUTCFullYear(), settled.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

const oldest: Sort = { name: "oldest", keys: [{ by: ledgerEntries.id, as: "text" }], descending: false };

/**
 * A page of a month's journal, oldest first: `limit` entries with both sides of each, the debit first. Account codes
 * and names of customers are those of now.
 * @param query.month in UTC, `2026-11`
 * @throws invalid_input for a cursor that no page gave
 */
export async function journalPage(
  ctx: Context,
  { month, cursor, limit: most }: { month: string; cursor?: string | null | undefined; limit: number },
): Promise<Page<JournalLine>> {
  const { start, end } = journalMonth(month, ctx.now);
  const { rows, nextCursor } = await pageOf({
    ...{ cursor, limit: most, sort: oldest },
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...entryColumns, customerName: customers.name, place })
        .from(ledgerEntries)
        .innerJoin(customers, eq(customers.id, ledgerEntries.customerId))
        .leftJoin(statementFees, feeOfEntry)
        .leftJoin(statements, statementOfEntry)
        .where(
          and(
            gte(ledgerEntries.id, firstIdAt("ledgerEntry", start)),
            lt(ledgerEntries.id, firstIdAt("ledgerEntry", end)),
            after,
          ),
        )
        .orderBy(order)
        .limit(limit),
  });
  const [sides, serviceOf, codeOf] = [
    await sidesOf(ctx, rows),
    await servicesOf(ctx, rows),
    await codesOfAccounts(ctx),
  ];
  const lines = rows.flatMap(({ id: entryId, postedAt, number, description, customerId, customerName }) =>
    (sides.get(entryId) ?? []).map(({ kind, minor, currency }) => ({
      ...{ postedAt, entryId, number, description, customerId, customerName, account: kind, currency },
      code: codeOf(kind, kind === "revenue" ? (serviceOf.get(entryId) ?? null) : null),
      debitMinor: minor >= 0n ? minor : null,
      creditMinor: minor < 0n ? -minor : null,
    })),
  );
  return { rows: lines, nextCursor };
}

type Entry = Pick<typeof ledgerEntries.$inferSelect, "customerId" | "id" | "causeKind" | "causeId">;

/** The service whose charge or fee an entry is. */
async function servicesOf({ tx }: Context, entries: Entry[]): Promise<Map<string, string>> {
  const idsOf = (kind: string) => entries.flatMap((one) => (one.causeKind === kind ? [one.causeId] : []));
  const used = await tx
    .select({ entryId: charges.ledgerEntryId, serviceId: subscriptions.serviceId })
    .from(charges)
    .innerJoin(
      subscriptionParameters,
      and(
        eq(subscriptionParameters.customerId, charges.customerId),
        eq(subscriptionParameters.id, charges.parameterId),
      ),
    )
    .innerJoin(
      subscriptions,
      and(
        eq(subscriptions.customerId, charges.customerId),
        eq(subscriptions.id, subscriptionParameters.subscriptionId),
      ),
    )
    .where(inArray(charges.id, idsOf("charge")));
  const paid = await tx
    .select({ entryId: statementFees.ledgerEntryId, serviceId: subscriptions.serviceId })
    .from(statementFees)
    .innerJoin(
      subscriptions,
      and(eq(subscriptions.customerId, statementFees.customerId), eq(subscriptions.id, statementFees.subscriptionId)),
    )
    .where(inArray(statementFees.id, idsOf("fee")));
  return new Map([...used, ...paid].flatMap(({ entryId, serviceId }) => (entryId ? [[entryId, serviceId]] : [])));
}
