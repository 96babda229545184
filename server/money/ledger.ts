import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { ledgerAccountKinds, ledgerAccounts, ledgerEntries, ledgerPostings } from "@/db/schema";
import type { Context } from "../context";
import { newId } from "../ids";
import type { Money } from "../money";

export type AccountKind = (typeof ledgerAccountKinds)[number];

/** Accounts of what customers owe. */
const owedAccountKinds = ["unbilled", "receivable"] as const satisfies readonly AccountKind[];

/**
 * Posts a balanced entry: `amount` from one of the customer's accounts to another (debit positive, credit negative).
 * Moves the balances of both. The database refuses an entry that does not balance when the transaction ends. The cause
 * is unique: posting it again is an error, not a second entry. The customer's accounts stay locked until the
 * transaction ends: post last.
 * @returns the entry's id.
 */
export async function postEntry(
  ctx: Context,
  input: {
    customerId: string;
    debit: AccountKind;
    credit: AccountKind;
    amount: Money;
    causeKind: string;
    causeId: string;
    description: string;
  },
): Promise<string> {
  const { customerId, amount } = input;
  const { minor, currency } = amount;
  const accounts = await lockAccounts(ctx, customerId, currency);
  const entryId = newId("ledgerEntry", ctx.now);
  await ctx.tx.insert(ledgerEntries).values({
    customerId,
    id: entryId,
    causeKind: input.causeKind,
    causeId: input.causeId,
    description: input.description,
    postedAt: ctx.now,
  });
  const sides = [
    { accountId: accounts[input.debit], amountMinor: minor },
    { accountId: accounts[input.credit], amountMinor: -minor },
  ];
  await ctx.tx
    .insert(ledgerPostings)
    .values(sides.map((side) => ({ customerId, id: newId("ledgerPosting", ctx.now), entryId, currency, ...side })));
  for (const { accountId, amountMinor } of sides)
    await ctx.tx
      .update(ledgerAccounts)
      .set({
        balanceMinor: sql`${ledgerAccounts.balanceMinor} + ${sql.param(amountMinor, ledgerAccounts.balanceMinor)}`,
      })
      .where(and(eq(ledgerAccounts.customerId, customerId), eq(ledgerAccounts.id, accountId)));
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

/**
 * Locks the customer's accounts in a currency, all of them and always in the order of their kind, so that transactions
 * that post wait for each other and never in a circle. Opens those that are missing.
 */
async function lockAccounts(ctx: Context, customerId: string, currency: string): Promise<Record<AccountKind, string>> {
  const select = () =>
    ctx.tx
      .select({ kind: ledgerAccounts.kind, id: ledgerAccounts.id })
      .from(ledgerAccounts)
      .where(and(eq(ledgerAccounts.customerId, customerId), eq(ledgerAccounts.currency, currency)))
      .orderBy(asc(ledgerAccounts.kind))
      .for("update");
  const known = await select();
  const accounts = known.length === ledgerAccountKinds.length ? known : await openAccounts();
  const idOf = (kind: AccountKind) => accounts.find((account) => account.kind === kind)?.id ?? "";
  return { receivable: idOf("receivable"), revenue: idOf("revenue"), unbilled: idOf("unbilled") };

  async function openAccounts() {
    const opened = { customerId, currency, balanceMinor: 0n, createdAt: ctx.now };
    await ctx.tx
      .insert(ledgerAccounts)
      .values([...ledgerAccountKinds].sort().map((kind) => ({ ...opened, id: newId("ledgerAccount", ctx.now), kind })))
      .onConflictDoNothing();
    return select();
  }
}
