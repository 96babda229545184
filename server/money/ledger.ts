import { and, eq, inArray, sql } from "drizzle-orm";
import { ledgerAccountKinds, ledgerAccounts, ledgerEntries, ledgerPostings, ledgers } from "@/db/schema";
import type { Context } from "../context";
import { newId } from "../ids";
import type { Money } from "../money";

export type AccountKind = (typeof ledgerAccountKinds)[number];

/** Accounts of what customers owe. */
const owedAccountKinds = ["unbilled", "receivable"] as const satisfies readonly AccountKind[];
export const isOwed = (kind: AccountKind): boolean => owedAccountKinds.some((one) => one === kind);

/**
 * Posts a balanced entry: `amount` from one of the customer's accounts to another (debit positive, credit negative).
 * Moves their balances. The database refuses an entry that does not balance when the transaction ends. The cause
 * is unique: posting it again is an error, not a second entry. The customer's books stay held until the transaction
 * ends: post last.
 * @returns the entry's id.
 */
export async function postEntry(
  ctx: Context,
  input: {
    customerId: string;
    debit: AccountKind;
    credit: AccountKind;
    amount: Money;
    /** The part of `amount`, in minor units, that the account of taxes is credited instead. */
    taxMinor?: bigint;
    causeKind: string;
    causeId: string;
    description: string;
  },
): Promise<string> {
  const { customerId, amount, taxMinor = 0n } = input;
  const { minor, currency } = amount;
  const { accounts } = await holdLedger(ctx, customerId, currency);
  const entryId = newId("ledgerEntry", ctx.now);
  const sides = [
    { accountId: accounts[input.debit], amountMinor: minor },
    { accountId: accounts[input.credit], amountMinor: taxMinor - minor },
    ...(taxMinor === 0n ? [] : [{ accountId: accounts.tax, amountMinor: -taxMinor }]),
  ];
  // Sent one behind the other: the customer's books are held for one answer, not for five.
  await Promise.all([
    ctx.tx.insert(ledgerEntries).values({
      ...{ customerId, id: entryId, causeKind: input.causeKind, causeId: input.causeId },
      ...{ description: input.description, postedAt: ctx.now },
    }),
    ctx.tx
      .insert(ledgerPostings)
      .values(sides.map((side) => ({ customerId, id: newId("ledgerPosting", ctx.now), entryId, currency, ...side }))),
    ...sides.map(({ accountId, amountMinor }) =>
      ctx.tx
        .update(ledgerAccounts)
        .set({
          balanceMinor: sql`${ledgerAccounts.balanceMinor} + ${sql.param(amountMinor, ledgerAccounts.balanceMinor)}`,
        })
        .where(and(eq(ledgerAccounts.customerId, customerId), eq(ledgerAccounts.id, accountId))),
    ),
  ]);
  return entryId;
}

/** What an account holds: the sum of its postings. */
type AccountBalance = { kind: AccountKind; currency: string; minor: bigint };

/**
 * What the customer owes in a currency: `unbilled` is on no issued statement yet, `receivable` is on one. Minor units.
 */
export async function balanceOwed(ctx: Context, customerId: string, currency: string): Promise<bigint> {
  const rows = await ctx.tx
    .select({ minor: ledgerAccounts.balanceMinor })
    .from(ledgerAccounts)
    .where(
      and(
        eq(ledgerAccounts.customerId, customerId),
        eq(ledgerAccounts.currency, currency),
        inArray(ledgerAccounts.kind, [...owedAccountKinds]),
      ),
    );
  return rows.reduce((total, { minor }) => total + minor, 0n);
}

/** What all customers owe, by account and currency. */
export async function balancesOwed(ctx: Context): Promise<AccountBalance[]> {
  const rows = await ctx.tx
    .select({
      kind: ledgerAccounts.kind,
      currency: ledgerAccounts.currency,
      minor: sql<string>`sum(${ledgerAccounts.balanceMinor})::text`,
    })
    .from(ledgerAccounts)
    .where(and(inArray(ledgerAccounts.kind, [...owedAccountKinds]), sql`${ledgerAccounts.balanceMinor} <> 0`))
    .groupBy(ledgerAccounts.kind, ledgerAccounts.currency);
  return rows.map((row) => ({ ...row, minor: BigInt(row.minor) }));
}

/** A customer's books in a currency, held until the transaction ends. */
export type HeldLedger = { closedUntil: Date | null; accounts: Record<AccountKind, string> };

/**
 * Holds the customer's books in a currency until the transaction ends, so that who posts and who issues statements wait
 * for each other. Opens them, and accounts that are missing. Lock nothing of another customer afterwards.
 */
export async function holdLedger(ctx: Context, customerId: string, currency: string): Promise<HeldLedger> {
  const hold = () =>
    ctx.tx
      .select({ closedUntil: ledgers.closedUntil })
      .from(ledgers)
      .where(and(eq(ledgers.customerId, customerId), eq(ledgers.currency, currency)))
      .for("update");
  const opened = { customerId, currency, createdAt: ctx.now };
  let [held] = await hold();
  if (!held) {
    await ctx.tx.insert(ledgers).values(opened).onConflictDoNothing();
    [held] = await hold();
  }
  if (!held) throw new Error(`No books could be opened for ${customerId}.`);
  const select = () =>
    ctx.tx
      .select({ kind: ledgerAccounts.kind, id: ledgerAccounts.id })
      .from(ledgerAccounts)
      .where(and(eq(ledgerAccounts.customerId, customerId), eq(ledgerAccounts.currency, currency)));
  let accounts = await select();
  if (accounts.length < ledgerAccountKinds.length) {
    const rows = ledgerAccountKinds.map((kind) => ({ ...opened, balanceMinor: 0n, kind }));
    await ctx.tx
      .insert(ledgerAccounts)
      .values(rows.map((row) => ({ ...row, id: newId("ledgerAccount", ctx.now) })))
      .onConflictDoNothing();
    accounts = await select();
  }
  const idOf = (kind: AccountKind) => accounts.find((account) => account.kind === kind)?.id ?? "";
  const owed = { receivable: idOf("receivable"), unbilled: idOf("unbilled") };
  const earned = { revenue: idOf("revenue"), tax: idOf("tax") };
  const paid = { cash: idOf("cash"), write_offs: idOf("write_offs") };
  return { closedUntil: held.closedUntil, accounts: { ...owed, ...earned, ...paid } };
}

/** Closes the periods of held books up to an instant: nothing is added to their statements any more. */
export async function closeLedger(ctx: Context, customerId: string, currency: string, until: Date): Promise<void> {
  await ctx.tx
    .update(ledgers)
    .set({ closedUntil: until })
    .where(and(eq(ledgers.customerId, customerId), eq(ledgers.currency, currency)));
}
