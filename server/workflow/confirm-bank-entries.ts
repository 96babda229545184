import { confirmEntry, confirmExactEntry } from "../bank/decide-entry";
import type { BankPart } from "../bank/input";
import { bankEntryById } from "../bank/list-bank-entries";
import { amountOf } from "../configuration/request-credit-limit";
import { type Context, inProvider, type Request } from "../context";
import { DomainError } from "../errors";

/**
 * Confirms what an entry pays, with amounts that people wrote, in major units of the entry's currency.
 * @returns the payments
 * @throws as confirmEntry; invalid_input for more decimals than the currency has
 */
export async function confirmWrittenEntry(
  ctx: Context,
  { id, parts }: { id: string; parts: BankPart[] },
): Promise<string[]> {
  const { currency } = await bankEntryById(ctx, id);
  const read = parts.map(({ amount, ...part }) => ({ ...part, amount: amountOf(amount, currency) }));
  return confirmEntry(ctx, { id, parts: read });
}

/** What came of confirming exact matches: entries that are not exact any more stay as they are. */
export type ConfirmedExact = { confirmed: number; left: { id: string; sentence: string | null }[] };

/** Confirms the entries of these whose match is exact, one after the other, each in a transaction of its own. */
export async function confirmExactEntries(request: Request, ids: readonly string[]): Promise<ConfirmedExact> {
  const done: ConfirmedExact = { confirmed: 0, left: [] };
  for (const id of new Set(ids)) {
    try {
      const isConfirmed = await inProvider(request, (ctx) => confirmExactEntry(ctx, id));
      if (isConfirmed) done.confirmed += 1;
      else done.left.push({ id, sentence: null });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      done.left.push({ id, sentence: error.message });
    }
  }
  return done;
}
