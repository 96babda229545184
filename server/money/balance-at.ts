import { and, eq, lt, lte, sql } from "drizzle-orm";
import { ledgerAccounts, ledgerEntries, ledgerPostings, statementFees, statements } from "@/db/schema";
import type { Context } from "../context";
import { firstIdAt } from "../ids";
import { type Page, pageOf, type Sort } from "../pagination";
import { type EntrySide, entryColumns, feeOfEntry, sidesOf, statementOfEntry } from "./entry-sides";
import { type AccountKind, isOwed } from "./ledger";
import { booksOf } from "./statement-view";

/** A customer's books in a currency up to an instant, which belongs to them. */
export type BooksUntil = { customerId: string; currency: string; at: Date };

/** Ids of entries rise with the time at which they are posted: the books up to an instant are a stretch of an index. */
const after = (at: Date) => firstIdAt("ledgerEntry", new Date(at.getTime() + 1));

/**
 * What each account of a customer held at an instant, in minor units: the sum of its postings up to it, whatever the
 * running balances say. Accounts without postings by then are left out.
 */
export async function balancesAt(
  ctx: Context,
  { customerId, currency, at }: BooksUntil,
): Promise<Partial<Record<AccountKind, bigint>>> {
  return sumsOf(ctx, { customerId, currency }, lt(ledgerPostings.entryId, after(at)));
}

async function sumsOf(
  ctx: Context,
  { customerId, currency }: Omit<BooksUntil, "at">,
  until: ReturnType<typeof lt>,
): Promise<Partial<Record<AccountKind, bigint>>> {
  const rows = await ctx.tx
    .select({ kind: ledgerAccounts.kind, minor: sql<string>`sum(${ledgerPostings.amountMinor})::text` })
    .from(ledgerPostings)
    .innerJoin(
      ledgerAccounts,
      and(eq(ledgerAccounts.customerId, customerId), eq(ledgerAccounts.id, ledgerPostings.accountId)),
    )
    .where(and(eq(ledgerPostings.customerId, customerId), eq(ledgerPostings.currency, currency), until))
    .groupBy(ledgerAccounts.kind);
  return Object.fromEntries(rows.map(({ kind, minor }) => [kind, BigInt(minor)]));
}

/** What is owed of balances, in minor units. */
export const owedOf = (balances: Partial<Record<AccountKind, bigint>>): bigint =>
  Object.entries(balances).reduce((sum, [kind, minor]) => (isOwed(kind as AccountKind) ? sum + minor : sum), 0n);

/** An entry of a customer's books, with what it moved and what was owed after it; minor units. */
export type ListedEntry = Pick<typeof ledgerEntries.$inferSelect, "id" | "causeKind" | "causeId" | "postedAt"> & {
  /** null: its words are the staff's alone. */
  description: string | null;
  /** The statement that it issues, or whose fee it is. */
  number: string | null;
  moved: EntrySide[];
  owedMinor: bigint;
  owedAfterMinor: bigint;
};

/** Causes whose words a customer reads too; those of others may hold a reason that staff gave. */
const openCauses = ["charge", "fee", "statement", "payment"];
const isForStaff = ({ actor }: Context) =>
  actor.kind === "staff" || actor.kind === "job" || (actor.kind === "key" && actor.customerId === null);

const newest: Sort = { name: "newest", keys: [{ by: ledgerEntries.id, as: "text" }], descending: true };

/**
 * The entries that make up a customer's balance at an instant, newest first, page by page.
 * @param of.at left out: now
 * @throws not_found; invalid_input for a cursor that no page gave
 */
export async function entriesUntil(
  ctx: Context,
  {
    customerId,
    at = ctx.now,
    cursor,
    limit: most,
  }: { customerId: string; at?: Date | undefined; cursor?: string | null | undefined; limit: number },
): Promise<Page<ListedEntry>> {
  const { currency } = await booksOf(ctx, customerId);
  const { rows, nextCursor } = await pageOf({
    ...{ cursor, limit: most, sort: newest },
    read: ({ after: beyond, order, limit, place }) =>
      ctx.tx
        .select({ ...entryColumns, place })
        .from(ledgerEntries)
        .leftJoin(statementFees, feeOfEntry)
        .leftJoin(statements, statementOfEntry)
        .where(and(eq(ledgerEntries.customerId, customerId), lt(ledgerEntries.id, after(at)), beyond))
        .orderBy(order)
        .limit(limit),
  });
  const [first] = rows;
  if (!first) return { rows: [], nextCursor };
  const moved = await sidesOf(ctx, rows);
  const upTo = await sumsOf(ctx, { customerId, currency }, lte(ledgerPostings.entryId, first.id));
  let owedAfterMinor = owedOf(upTo);
  const listed = rows.map((row) => {
    const own = moved.get(row.id) ?? [];
    const owedMinor = owedOf(Object.fromEntries(own.map(({ kind, minor }) => [kind, minor])));
    const description = isForStaff(ctx) || openCauses.includes(row.causeKind) ? row.description : null;
    const entry = { ...row, description, moved: own, owedMinor, owedAfterMinor };
    owedAfterMinor -= owedMinor;
    return entry;
  });
  return { rows: listed, nextCursor };
}
