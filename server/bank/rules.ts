import type { MatchConfidence } from "./states";

/** A statement with something to pay, as a proposal names it; minor units. */
export type OpenStatement = { id: string; number: string; customerId: string; openMinor: bigint };

/** A part of an entry: whose it is, which statement it pays first (null: what is due first), and how much. */
export type ProposedPart = {
  customerId: string;
  statementId: string | null;
  number: string | null;
  amountMinor: bigint;
};

/** What an entry may pay, how sure that is, and why. */
export type Proposal = { confidence: MatchConfidence; reason: string; parts: ProposedPart[] };

/** What is known of an entry in its currency. */
export type MatchFacts = {
  amountMinor: bigint;
  currency: string;
  /** Statements that its text names; those of another currency, and those with nothing to pay, have none open. */
  named: (OpenStatement & { currency: string })[];
  /** Customers whose identifier its text holds; and of whom earlier payments of this payer were confirmed. */
  identified: string[];
  knownPayer: string[];
  /** Of those customers: in the order in which they are due. */
  open: OpenStatement[];
  /** Customers of whom a payment of this amount was entered by hand within days of it. */
  enteredByHand: string[];
};

const partOf = ({ customerId, id, number }: OpenStatement, amountMinor: bigint): ProposedPart => ({
  ...{ customerId, statementId: id, number, amountMinor },
});
const sumOf = (statements: readonly OpenStatement[]) => statements.reduce((sum, { openMinor }) => sum + openMinor, 0n);
const words = (numbers: readonly { number: string }[]) =>
  `${numbers.length === 1 ? "statement" : "statements"} ${numbers.map(({ number }) => number).join(", ")}`;

/** What an entry may pay: by statements that it names, then by who paid it (docs/rules.md 7.12). */
export function proposeMatch(facts: MatchFacts): Proposal {
  const proposal = byNumber(facts) ?? byPayer(facts);
  const isTwice = proposal.parts.some(({ customerId }) => facts.enteredByHand.includes(customerId));
  if (!isTwice) return proposal;
  const reason = `${proposal.reason} A payment of this amount was entered by hand in these days: it may be the same.`;
  return { ...proposal, confidence: "possible", reason };
}

function byNumber({ named, amountMinor, currency }: MatchFacts): Proposal | null {
  const [one] = named;
  if (!one) return null;
  const payable = named.filter((statement) => statement.currency === currency && statement.openMinor > 0n);
  const [first] = payable;
  if (!first)
    return one.currency === currency
      ? {
          ...{ confidence: "possible", reason: `Names ${words([one])}, of which nothing is left to pay.` },
          parts: [{ customerId: one.customerId, statementId: null, number: null, amountMinor }],
        }
      : { confidence: "none", reason: `Names ${words([one])}, which is in ${one.currency}.`, parts: [] };
  const isOfOne = payable.every(({ customerId }) => customerId === first.customerId);
  const open = sumOf(payable);
  if (open === amountMinor)
    return {
      ...{ confidence: isOfOne ? "exact" : "likely", parts: payable.map((one) => partOf(one, one.openMinor)) },
      reason: `Names ${words(payable)}, and pays exactly what is open.`,
    };
  return {
    ...{ confidence: "likely", parts: inOrder(payable, amountMinor) },
    reason: `Names ${words(payable)}, and pays ${amountMinor > open ? "more" : "less"} than is open.`,
  };
}

/** The amount to one after the other; what is more than they are open by goes with the last. */
function inOrder(statements: readonly OpenStatement[], amountMinor: bigint): ProposedPart[] {
  const parts: ProposedPart[] = [];
  let left = amountMinor;
  for (const [n, statement] of statements.entries()) {
    const isLast = n === statements.length - 1;
    const minor = isLast || left < statement.openMinor ? left : statement.openMinor;
    if (minor > 0n) parts.push(partOf(statement, minor));
    left -= minor;
  }
  return parts;
}

function byPayer({ identified, knownPayer, open, amountMinor }: MatchFacts): Proposal {
  const known = identified.length > 0 ? identified : knownPayer;
  const who = identified.length > 0 ? "Holds the customer's identifier" : "Earlier payments of this payer were theirs";
  const [customerId] = known;
  if (customerId === undefined)
    return { confidence: "none", reason: "Names no statement and no customer, and the payer is not known.", parts: [] };
  if (known.length > 1) return { confidence: "none", reason: `${who}, of ${known.length} customers.`, parts: [] };
  const theirs = open.filter((statement) => statement.customerId === customerId);
  const fitting = theirs.filter(({ openMinor }) => openMinor === amountMinor);
  const [fits] = fitting;
  if (fits && fitting.length === 1)
    return {
      ...{ confidence: "likely", parts: [partOf(fits, amountMinor)] },
      reason: `${who}, and the amount is what is open of ${words([fits])}.`,
    };
  const isAll = theirs.length > 0 && sumOf(theirs) === amountMinor;
  return {
    confidence: isAll ? "likely" : "possible",
    reason: isAll ? `${who}, and the amount is all that is open.` : `${who}; it settles what is due first.`,
    parts: [{ customerId, statementId: null, number: null, amountMinor }],
  };
}

/** So many words after each other are taken for an identifier, and so many words of a text are looked at. */
const [runMost, wordsMost] = [5, 60];
/** Shorter identifiers stand in too many texts by chance. */
const identifierLeast = 4;

/** What of a text may be a customer's identifier: runs of its words, without case and punctuation. */
export function identifiersIn(text: string): string[] {
  const plain = text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .slice(0, wordsMost);
  const runs = plain.flatMap((_, from) =>
    Array.from({ length: Math.min(runMost, plain.length - from) }, (_, n) => plain.slice(from, from + n + 1).join("")),
  );
  return [...new Set(runs.filter((run) => run.length >= identifierLeast && run.length <= 100))];
}

/**
 * Numbers of statements in a text, as they are issued: `2026-000012`. Spaces and punctuation may stand between the
 * digits, as where a bank breaks the line, or be left out.
 */
export function statementNumbersIn(text: string): string[] {
  // Looked ahead for: what only looks like one (a day before a number) takes none of its digits away.
  const found = [...text.matchAll(/(?<!\d)(?=(2[^\p{L}\p{N}]{0,2}0(?:[^\p{L}\p{N}]{0,3}\d){8})(?!\d))/gu)];
  const numbers = found.map(([, match = ""]) => {
    const digits = match.replaceAll(/\D/g, "");
    return `${digits.slice(0, 4)}-${digits.slice(4)}`;
  });
  return [...new Set(numbers)].slice(0, 50);
}
