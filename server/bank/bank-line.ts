import { createHash } from "node:crypto";
import { DomainError } from "../errors";
import { type Money, parseMoney } from "../money";
import type { BankEntryKind, BankFormat } from "./states";

/** What a bank states of money that came in; texts in one line, '' where it states nothing. */
export type BankLine = {
  kind: BankEntryKind;
  /** The provider's account. */
  account: string;
  /** Above zero. */
  amount: Money;
  /** `YYYY-MM-DD` */
  bookedOn: string;
  bankReference: string;
  endToEndId: string;
  debtorName: string;
  debtorAccount: string;
  remittance: string;
};

/** What a file holds: what came in, and how much else it states. */
export type BankFileContent = { format: BankFormat; lines: BankLine[]; outgoing: number; pending: number };

/** Most bytes of a file, and most entries: one file is read and stored in one transaction. */
export const bankFileBytes = 8 * 1024 * 1024;
export const bankEntriesMost = 20_000;

/** A fault of the file, with where it is. */
export const badBankFile = (sentence: string) => new DomainError("invalid_input", sentence, { field: "content" });

/** @throws invalid_input above the most that one file may hold */
export function requireEntryRoom(entries: number): void {
  if (entries > bankEntriesMost)
    throw badBankFile(`The file has more than ${bankEntriesMost} entries. Have the bank state fewer days in one file.`);
}

/** A text in one line, without what is no character, and cut where it is longer than `most`. */
export const oneLine = (text: string, most: number): string =>
  text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim()
    .slice(0, most);

/** An account as it is compared: without spaces, in capitals. */
export const plainAccount = (text: string): string => oneLine(text, 70).replaceAll(" ", "").toUpperCase().slice(0, 34);

/** Digits of an amount that are read, in minor units: far above any payment, and what the column holds. */
const digitsMost = 15;

/**
 * The amount of a plain decimal, which may be negative.
 * @param where begins the sentence of a fault: "Entry 3"
 * @throws invalid_input for no currency, more decimals than it has, or too large an amount
 */
export function bankAmount(text: string, currency: string, where: string): Money {
  let amount: Money;
  try {
    amount = parseMoney(text, currency);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw badBankFile(`${where}: ${error.message}`);
  }
  if (amount.minor.toString().replace("-", "").length > digitsMost)
    throw badBankFile(`${where}: "${text}" is too large for a payment.`);
  return amount;
}

/** @throws invalid_input for no day of the calendar, as `YYYY-MM-DD` */
export function bankDay(text: string, where: string): string {
  const day = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(text))
    throw badBankFile(`${where}: "${oneLine(text, 40)}" is no day.`);
  return text;
}

/** What is alike in two files is one entry: the digest of everything that the bank states of it. */
export function digestOfLine({ amount, ...line }: BankLine): string {
  const all = [line.kind, line.account, line.bookedOn, amount.minor.toString(), amount.currency];
  const texts = [line.bankReference, line.endToEndId, line.debtorName, line.debtorAccount, line.remittance];
  return createHash("sha256")
    .update(JSON.stringify([...all, ...texts]))
    .digest("base64url");
}
