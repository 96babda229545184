import { and, eq } from "drizzle-orm";
import { type ledgerAccountKinds, ledgerAccounts, ledgerEntries, ledgerPostings } from "@/db/schema";
import type { Context } from "../context";
import { newId } from "../ids";
import type { Money } from "../money";

type AccountKind = (typeof ledgerAccountKinds)[number];

/**
 * Posts a balanced entry: `amount` from one of the customer's accounts to another (debit positive, credit negative).
 * The database refuses an entry that does not balance when the transaction ends. The cause is unique: posting it again
 * is an error, not a second entry.
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
    { accountId: await accountOf(ctx, customerId, input.debit, amount.currency), amountMinor: amount.minor },
    { accountId: await accountOf(ctx, customerId, input.credit, amount.currency), amountMinor: -amount.minor },
  ];
  await ctx.tx.insert(ledgerPostings).values(
    sides.map((side) => ({
      customerId,
      id: newId("ledgerPosting", ctx.now),
      entryId,
      currency: amount.currency,
      ...side,
    })),
  );
  return entryId;
}

async function accountOf(ctx: Context, customerId: string, kind: AccountKind, currency: string): Promise<string> {
  await ctx.tx
    .insert(ledgerAccounts)
    .values({ customerId, id: newId("ledgerAccount", ctx.now), kind, currency, createdAt: ctx.now })
    .onConflictDoNothing();
  const [account] = await ctx.tx
    .select({ id: ledgerAccounts.id })
    .from(ledgerAccounts)
    .where(
      and(
        eq(ledgerAccounts.customerId, customerId),
        eq(ledgerAccounts.kind, kind),
        eq(ledgerAccounts.currency, currency),
      ),
    );
  if (!account) throw new Error(`The ledger has no ${kind} account in ${currency} for ${customerId}.`);
  return account.id;
}
