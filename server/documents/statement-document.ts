import type { StatementHeader } from "@/db/schema";
import { DomainError } from "../errors";
import type { StatementPage } from "../money/statement-view";
import type { TaxCategory } from "../money/states";
import type { TaxRow } from "../money/tax";

/** A fee or line as documents state it; quantity and rate as plain decimals, '' where it has none. */
export type DocumentPart = {
  title: string;
  detail: string;
  /** How the amount was worked out. */
  why: string;
  quantity: string;
  unit: string;
  rate: string;
  start: Date;
  end: Date;
  amountMinor: bigint;
  taxCategory: TaxCategory;
  taxRate: string;
};

/** All that a document of a statement states, in plain values. Amounts in minor units of `currency`. */
export type StatementDocument = {
  /** null: it is a draft. */
  number: string | null;
  header: Required<StatementHeader>;
  /** The provider's color, as pages derive theirs from. */
  color: string | null;
  currency: string;
  start: Date;
  end: Date;
  timeZone: string;
  issuedAt: Date;
  dueAt: Date | null;
  parts: DocumentPart[];
  taxes: TaxRow[];
  netMinor: bigint;
  taxMinor: bigint;
  grossMinor: bigint;
  settledMinor: bigint;
  /** What credits had settled of it when it was issued. */
  settledAtIssueMinor: bigint;
};

/** More lines than this are no document to read: such a statement is taken as CSV or JSON. */
const partsMost = 1000;

/**
 * What documents state of a statement, issued or not.
 * @param more.parts its fees and lines in words
 * @param more.now a draft is dated by it
 * @throws conflict for a statement with too many lines
 */
export function statementDocument(
  { content, header, number, issuedAt, dueAt, settledMinor, settlements }: StatementPage,
  { parts, color, now }: { parts: DocumentPart[]; color: string | null; now: Date },
): StatementDocument {
  if (parts.length > partsMost)
    throw new DomainError(
      "conflict",
      `The statement has ${parts.length} lines, and a document holds at most ${partsMost}. Take its lines as CSV or JSON.`,
    );
  const settledAtIssueMinor = settlements
    .filter(({ settledAt }) => issuedAt !== null && settledAt <= issuedAt)
    .reduce((sum, { minor }) => sum + minor, 0n);
  const { currency, start, end, timeZone, taxes, netMinor, taxMinor, grossMinor } = content;
  return {
    ...{ number, currency, start, end, timeZone, parts, taxes, netMinor, taxMinor, grossMinor },
    ...{ header, color, issuedAt: issuedAt ?? now, dueAt, settledMinor, settledAtIssueMinor },
  };
}
