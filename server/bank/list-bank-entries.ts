import { and, eq, inArray } from "drizzle-orm";
import { bankEntries, bankFiles, customers, payments } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { type Counted, countUpTo, type Page, pageOf, type Sort } from "../pagination";
import { type BankEntry, findMatches } from "./find-matches";
import type { Proposal, ProposedPart } from "./rules";
import { type BankEntryState, bankEntryStates } from "./states";

export type BankFile = typeof bankFiles.$inferSelect;

/** Of what an entry was confirmed as: payments, the reversed ones too. */
type EntryPayment = { id: string; customerId: string; customerName: string; amountMinor: bigint; isReversed: boolean };
/** An entry of a list: what it may pay while it waits, and what it paid. */
export type ListedBankEntry = BankEntry & {
  proposal: (Omit<Proposal, "parts"> & { parts: (ProposedPart & { customerName: string })[] }) | null;
  payments: EntryPayment[];
};

const byDay: Sort = {
  name: "day",
  keys: [
    { by: bankEntries.bookedOn, as: "date" },
    { by: bankEntries.id, as: "text" },
  ],
  descending: true,
};

/** A page of entries, newest day first, each that waits with what it may pay. */
export async function listBankEntries(
  ctx: Context,
  { state, cursor, limit }: { state?: BankEntryState | undefined; cursor?: string | null | undefined; limit: number },
): Promise<Page<ListedBankEntry>> {
  const page = await pageOf({
    ...{ cursor, limit, sort: byDay },
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ entry: bankEntries, place })
        .from(bankEntries)
        .where(and(state && eq(bankEntries.state, state), after))
        .orderBy(order)
        .limit(limit),
  });
  const entries = page.rows.map(({ entry }) => entry);
  return { ...page, rows: await withMatches(ctx, entries) };
}

/** One entry as lists show it. @throws not_found */
export async function bankEntryById(ctx: Context, id: string): Promise<ListedBankEntry> {
  const rows = await ctx.tx.select().from(bankEntries).where(eq(bankEntries.id, id));
  const [entry] = await withMatches(ctx, rows);
  if (!entry) throw notFound("bank entry", id);
  return entry;
}

async function withMatches(ctx: Context, entries: BankEntry[]): Promise<ListedBankEntry[]> {
  const matches = await findMatches(
    ctx,
    entries.filter(({ state }) => state === "waiting"),
  );
  const paid = await paymentsOf(ctx, entries);
  const names = await namesOf(
    ctx,
    [...matches.values()].flatMap(({ parts }) => parts.map(({ customerId }) => customerId)),
  );
  const nameOf = (id: string) => names.get(id) ?? id;
  return entries.map((entry) => {
    const match = matches.get(entry.id);
    const parts = match?.parts.map((part) => ({ ...part, customerName: nameOf(part.customerId) })) ?? [];
    return {
      ...entry,
      proposal: match ? { ...match, parts } : null,
      payments: paid.filter(({ entryId }) => entryId === entry.id),
    };
  });
}

async function paymentsOf({ tx }: Context, entries: readonly BankEntry[]) {
  const ids = entries.filter(({ state }) => state === "confirmed").map(({ id }) => id);
  if (ids.length === 0) return [];
  const rows = await tx
    .select({
      entryId: payments.bankEntryId,
      id: payments.id,
      customerId: payments.customerId,
      customerName: customers.name,
      amountMinor: payments.amountMinor,
      state: payments.state,
    })
    .from(payments)
    .innerJoin(customers, eq(customers.id, payments.customerId))
    .where(inArray(payments.bankEntryId, ids));
  return rows.map(({ state, ...row }) => ({ ...row, isReversed: state === "reversed" }));
}

async function namesOf({ tx }: Context, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: customers.id, name: customers.name })
    .from(customers)
    .where(inArray(customers.id, [...new Set(ids)]));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const countedMost = 1000;

/** How many entries are in each state, up to a thousand. */
export async function countBankEntries(ctx: Context): Promise<Record<BankEntryState, Counted>> {
  const count = (state: BankEntryState) =>
    countUpTo(
      ctx,
      countedMost,
      ctx.tx.select({ id: bankEntries.id }).from(bankEntries).where(eq(bankEntries.state, state)),
    );
  const counted: [BankEntryState, Counted][] = [];
  for (const state of bankEntryStates) counted.push([state, await count(state)]);
  return Object.fromEntries(counted) as Record<BankEntryState, Counted>;
}

const newest: Sort = { name: "newest", keys: [{ by: bankFiles.id, as: "text" }], descending: true };

/** A page of files, newest first. */
export function listBankFiles(
  ctx: Context,
  { cursor, limit }: { cursor?: string | null | undefined; limit: number },
): Promise<Page<BankFile>> {
  return pageOf({
    ...{ cursor, limit, sort: newest },
    read: async ({ after, order, limit, place }) => {
      const rows = await ctx.tx
        .select({ file: bankFiles, place })
        .from(bankFiles)
        .where(after)
        .orderBy(order)
        .limit(limit);
      return rows.map(({ file, place }) => ({ ...file, place }));
    },
  });
}
