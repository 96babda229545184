import { and, asc, eq, sql } from "drizzle-orm";
import { ledgerAccounts, ledgerEntries, ledgerPostings, statementFees, statements } from "@/db/schema";
import type { Context } from "../context";
import type { AccountKind } from "./ledger";

/** What lists of entries show of one, with the number of the statement that it issues or whose fee it is. */
export const entryColumns = {
  customerId: ledgerEntries.customerId,
  id: ledgerEntries.id,
  causeKind: ledgerEntries.causeKind,
  causeId: ledgerEntries.causeId,
  description: ledgerEntries.description,
  postedAt: ledgerEntries.postedAt,
  number: statements.number,
};
/** A fee is posted when its statement is issued: the number is there from the first, and never changes. */
export const feeOfEntry = and(
  eq(ledgerEntries.causeKind, "fee"),
  eq(statementFees.customerId, ledgerEntries.customerId),
  eq(statementFees.id, ledgerEntries.causeId),
);
export const statementOfEntry = and(
  eq(statements.customerId, ledgerEntries.customerId),
  eq(
    statements.id,
    sql`case ${ledgerEntries.causeKind} when 'statement' then ${ledgerEntries.causeId} else ${statementFees.statementId} end`,
  ),
);

/** One side of an entry in minor units: debit above zero, credit below. */
export type EntrySide = { kind: AccountKind; minor: bigint; currency: string };

/** The sides of each of these entries by its id, debits first. */
export async function sidesOf(
  { tx }: Context,
  entries: readonly { customerId: string; id: string }[],
): Promise<Map<string, EntrySide[]>> {
  const texts = (values: string[]) => sql`${sql.param(values)}::text[]`;
  const rows = await tx
    .select({
      entryId: ledgerPostings.entryId,
      kind: ledgerAccounts.kind,
      minor: ledgerPostings.amountMinor,
      currency: ledgerPostings.currency,
    })
    .from(
      sql`unnest(${texts(entries.map(({ customerId }) => customerId))}, ${texts(entries.map(({ id }) => id))}) as asked (customer_id, id)`,
    )
    .innerJoin(
      ledgerPostings,
      and(eq(ledgerPostings.customerId, sql`asked.customer_id`), eq(ledgerPostings.entryId, sql`asked.id`)),
    )
    .innerJoin(
      ledgerAccounts,
      and(eq(ledgerAccounts.customerId, ledgerPostings.customerId), eq(ledgerAccounts.id, ledgerPostings.accountId)),
    )
    .orderBy(asc(ledgerPostings.entryId), sql`${ledgerPostings.amountMinor} desc`, asc(ledgerPostings.id));
  const sides = new Map<string, EntrySide[]>();
  for (const { entryId, ...side } of rows) sides.set(entryId, [...(sides.get(entryId) ?? []), side]);
  return sides;
}
