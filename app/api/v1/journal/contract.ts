import { z } from "zod";
import { instantInput } from "@/server/instant";
import { moneyToDecimal } from "@/server/money";
import type { ListedEntry } from "@/server/money/balance-at";
import { monthInput } from "@/server/money/input";
import type { JournalLine } from "@/server/money/journal";
import type { ExposureThen } from "@/server/overflow/customer-exposure";
import { operation } from "../operation";
import { after, decimal, limit, minorUnits, named, onePage, pageAnswer, time } from "../parts";

const at = instantInput.optional().describe("An instant of the past, RFC 3339; left out: now");
const account = z.string().describe("receivable, unbilled, revenue, tax, cash");
const sum = { amountMinor: minorUnits, amount: decimal.describe("The same in major units") };
const accountSum = z.object({ account, ...sum });

const balance = named(
  "Balance",
  z.object({
    at: time,
    currency: z.string(),
    accounts: z.array(accountSum).describe("The sum of each account's postings; below zero: credit"),
    owedMinor: minorUnits.describe("unbilled and receivable"),
    estimatedMinor: minorUnits.describe("What the overflow machines at work then were estimated to cost"),
    exposureMinor: minorUnits.describe("Both"),
  }),
);
const entry = named(
  "LedgerEntry",
  z.object({
    id: z.string(),
    postedAt: time,
    cause: z.string().describe("What posted it: charge, fee, statement, payment, payment_reversal"),
    causeId: z.string(),
    statement: z.string().nullable().describe("The number of the statement that it issues, or whose fee it is"),
    description: z.string().nullable().describe("null: its words are the provider's alone"),
    postings: z.array(accountSum).describe("They sum to zero: debit above zero, credit below"),
    owedMinor: minorUnits.describe("What it adds to what is owed"),
    owedAfterMinor: minorUnits.describe("What is owed after it"),
  }),
);
const line = named(
  "JournalLine",
  z.object({
    postedAt: time,
    entryId: z.string(),
    statement: z.string().nullable(),
    description: z.string(),
    customerId: z.string(),
    customerName: z.string(),
    account,
    code: z.string().describe("The provider's own code of the account"),
    debit: decimal.nullable(),
    credit: decimal.nullable(),
    currency: z.string(),
  }),
);

const written = (minor: bigint, currency: string) => ({
  amountMinor: minor.toString(),
  amount: moneyToDecimal({ minor, currency }),
});

/** A customer's balances at an instant, as programs see them. */
export const shownBalance = (then: ExposureThen): z.infer<typeof balance> => ({
  at: then.at.toISOString(),
  currency: then.currency,
  accounts: Object.entries(then.balances).map(([kind, minor]) => ({ account: kind, ...written(minor, then.currency) })),
  owedMinor: then.owedMinor.toString(),
  estimatedMinor: then.estimatedMinor.toString(),
  exposureMinor: then.exposureMinor.toString(),
});

/** An entry of a customer's books, as programs see it. */
export const shownEntry = (one: ListedEntry): z.infer<typeof entry> => ({
  id: one.id,
  postedAt: one.postedAt.toISOString(),
  cause: one.causeKind,
  causeId: one.causeId,
  statement: one.number,
  description: one.description,
  postings: one.moved.map(({ kind, minor, currency }) => ({ account: kind, ...written(minor, currency) })),
  owedMinor: one.owedMinor.toString(),
  owedAfterMinor: one.owedAfterMinor.toString(),
});

/** A line of the journal, as programs see it. */
export const shownJournalLine = (one: JournalLine): z.infer<typeof line> => ({
  postedAt: one.postedAt.toISOString(),
  entryId: one.entryId,
  statement: one.number,
  description: one.description,
  customerId: one.customerId,
  customerName: one.customerName,
  account: one.account,
  code: one.code,
  debit: one.debitMinor === null ? null : moneyToDecimal({ minor: one.debitMinor, currency: one.currency }),
  credit: one.creditMinor === null ? null : moneyToDecimal({ minor: one.creditMinor, currency: one.currency }),
  currency: one.currency,
});

export const getBalance = operation({
  method: "get",
  path: "/customers/{id}/balance",
  tag: "Money",
  summary: "What a customer owed at an instant, and the exposure then",
  action: "billing.read",
  like: ["books.balance", "billing.exposure"],
  query: z.strictObject({ at }),
  answer: balance,
  says: "Balances, worked out from the postings up to that instant.",
});

export const listEntries = operation({
  method: "get",
  path: "/customers/{id}/ledger-entries",
  tag: "Money",
  summary: "The entries that make up a customer's balance at an instant, newest first",
  action: "billing.read",
  like: ["books.entries"],
  query: z.strictObject({ at, after, limit }),
  answer: named("LedgerEntries", pageAnswer("entries", entry)),
  says: onePage,
});

export const listJournal = operation({
  method: "get",
  path: "/journal",
  tag: "Money",
  summary: "A month's journal of all customers, oldest first: both sides of each entry",
  action: "journal.read",
  like: ["books.journal"],
  query: z.strictObject({
    month: monthInput.optional().describe("In UTC, like 2026-11; left out: the last that has ended"),
    after,
    limit,
  }),
  answer: named("Journal", pageAnswer("lines", line)),
  says: "The lines of so many entries, and where the next begin.",
});
