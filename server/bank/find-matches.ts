import { and, asc, eq, gt, inArray, isNotNull, isNull, ne, or, sql } from "drizzle-orm";
import { bankEntries, customers, payments, statements } from "@/db/schema";
import type { Context } from "../context";
import {
  identifiersIn,
  type MatchFacts,
  type OpenStatement,
  type Proposal,
  proposeMatch,
  statementNumbersIn,
} from "./rules";

export type BankEntry = typeof bankEntries.$inferSelect;

/** What is open of a statement. */
const openMinor = sql<string>`(${statements.grossMinor} - ${statements.settledMinor})::text`;
const shown = {
  id: statements.id,
  number: sql<string>`${statements.number}`,
  customerId: statements.customerId,
  currency: statements.currency,
  openMinor,
};

/** Statements of one customer that are looked at, at most. */
const openMost = 50;
/** A payment entered by hand within these days of the bank's may be the same. */
const daysApart = 5;

/** What each of these entries may pay, by its id. One statement for all of them at each step. */
export async function findMatches(ctx: Context, entries: readonly BankEntry[]): Promise<Map<string, Proposal>> {
  const credits = entries.filter(({ kind }) => kind === "credit");
  const texts = credits.map((entry) => `${entry.remittance} ${entry.endToEndId}`);
  const numbersOf = texts.map(statementNumbersIn);
  const identifiersOf = texts.map(identifiersIn);
  const named = await statementsByNumber(ctx, [...new Set(numbersOf.flat())]);
  const identified = await customersByIdentifier(ctx, [...new Set(identifiersOf.flat())]);
  const payers = await knownPayers(ctx, credits);
  const perEntry = credits.map((entry, n) => {
    const ofPayer = payers.filter(
      ({ account, name }) =>
        (entry.debtorAccount !== "" && account === entry.debtorAccount) ||
        (entry.debtorAccount === "" && entry.debtorName !== "" && name === entry.debtorName),
    );
    return {
      entry,
      named: (numbersOf[n] ?? []).flatMap((number) => named.get(number) ?? []),
      identified: [...new Set((identifiersOf[n] ?? []).flatMap((text) => identified.get(text) ?? []))],
      knownPayer: [...new Set(ofPayer.map(({ customerId }) => customerId))],
    };
  });
  const known = [...new Set(perEntry.flatMap((one) => [...one.identified, ...one.knownPayer]))];
  const open = await openStatementsOf(ctx, known);
  const byHand = await enteredByHand(ctx, credits);
  const proposals = new Map<string, Proposal>();
  for (const { entry, ...facts } of perEntry) {
    const { amountMinor, currency, bookedOn } = entry;
    const about: MatchFacts = { ...facts, amountMinor, currency, open: [], enteredByHand: [] };
    const ofEntry = (one: { customerId: string; currency: string }) =>
      one.currency === currency &&
      (facts.identified.includes(one.customerId) || facts.knownPayer.includes(one.customerId));
    about.open = open.filter(ofEntry);
    about.enteredByHand = byHand
      .filter((one) => one.minor === amountMinor && one.currency === currency && isNear(one.receivedOn, bookedOn))
      .map(({ customerId }) => customerId);
    proposals.set(entry.id, proposeMatch(about));
  }
  return proposals;
}

const isNear = (a: string, b: string) => Math.abs(Date.parse(a) - Date.parse(b)) <= daysApart * 86_400_000;

async function statementsByNumber({ tx }: Context, numbers: string[]) {
  const rows =
    numbers.length === 0 ? [] : await tx.select(shown).from(statements).where(inArray(statements.number, numbers));
  return new Map(rows.map((row) => [row.number, { ...row, openMinor: BigInt(row.openMinor) }]));
}

async function customersByIdentifier({ tx }: Context, texts: string[]): Promise<Map<string, string[]>> {
  if (texts.length === 0) return new Map();
  const plain = sql<string>`regexp_replace(lower(${customers.identifier}), '[^a-z0-9]', '', 'g')`;
  const rows = await tx
    .select({ id: customers.id, plain })
    .from(customers)
    .where(and(sql`${plain} = any(${sql.param(texts)})`, ne(customers.state, "closed")));
  const found = new Map<string, string[]>();
  for (const { id, plain } of rows) found.set(plain, [...(found.get(plain) ?? []), id]);
  return found;
}

/** Who paid from these accounts, or under these names, in entries that were confirmed. */
async function knownPayers({ tx }: Context, entries: readonly BankEntry[]) {
  const texts = (pick: (entry: BankEntry) => string) => [...new Set(entries.map(pick).filter((text) => text !== ""))];
  const [accounts, names] = [texts((one) => one.debtorAccount), texts((one) => one.debtorName)];
  if (accounts.length + names.length === 0) return [];
  return tx
    .selectDistinct({
      account: bankEntries.debtorAccount,
      name: bankEntries.debtorName,
      customerId: payments.customerId,
    })
    .from(bankEntries)
    .innerJoin(payments, and(eq(payments.bankEntryId, bankEntries.id), eq(payments.state, "entered")))
    .where(
      and(
        eq(bankEntries.state, "confirmed"),
        or(
          sql`${bankEntries.debtorAccount} = any(${sql.param(accounts)})`,
          sql`${bankEntries.debtorName} = any(${sql.param(names)})`,
        ),
      ),
    );
}

/** What is open of these customers, in the order in which it is due. */
async function openStatementsOf(
  { tx }: Context,
  customerIds: string[],
): Promise<(OpenStatement & { currency: string })[]> {
  if (customerIds.length === 0) return [];
  const rows = await tx
    .select(shown)
    .from(statements)
    .where(
      and(
        inArray(statements.customerId, customerIds),
        eq(statements.state, "issued"),
        gt(statements.grossMinor, statements.settledMinor),
        isNotNull(statements.number),
      ),
    )
    .orderBy(asc(statements.dueAt), asc(statements.id))
    .limit(openMost * customerIds.length);
  return rows.map((row) => ({ ...row, openMinor: BigInt(row.openMinor) }));
}

/** Payments of these amounts that were entered by hand, near the days of the entries. */
async function enteredByHand({ tx }: Context, entries: readonly BankEntry[]) {
  if (entries.length === 0) return [];
  const days = entries.map(({ bookedOn }) => Date.parse(bookedOn));
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const [from, to] = [Math.min(...days) - daysApart * 86_400_000, Math.max(...days) + daysApart * 86_400_000];
  return tx
    .select({
      customerId: payments.customerId,
      minor: payments.amountMinor,
      currency: payments.currency,
      receivedOn: payments.receivedOn,
    })
    .from(payments)
    .where(
      and(
        sql`${payments.receivedOn} between ${dayOf(from)} and ${dayOf(to)}`,
        isNull(payments.bankEntryId),
        eq(payments.kind, "payment"),
        eq(payments.state, "entered"),
        inArray(
          payments.amountMinor,
          entries.map(({ amountMinor }) => amountMinor),
        ),
      ),
    )
    .limit(1000);
}
