import { CsvError, parse } from "csv-parse/sync";
import {
  type BankFileContent,
  type BankLine,
  badBankFile,
  bankAmount,
  bankDay,
  bankEntriesMost,
  oneLine,
  plainAccount,
  requireEntryRoom,
} from "./bank-line";
import type { BankCsvMapping } from "./input";
import type { DayForm } from "./states";

/** Lines of words above the table's head, at most. */
const preambleMost = 30;
const columnsMost = 60;

type Cells = { delimiter: BankCsvMapping["delimiter"]; head: string[]; rows: Row[] };
/** A row of the table, with its place in the file as spreadsheets count. */
type Row = { place: number; cells: string[] };

/** The cells of a file: its delimiter, the heads of its columns, and the rows below. @throws invalid_input */
function cellsOf(text: string): Cells {
  const plain = text.replace(/^\uFEFF/, "");
  const beginning = plain.slice(0, 10_000);
  const often = (delimiter: string) => beginning.split(delimiter).length;
  const delimiters = [";", "\t", ","] as const;
  const delimiter = delimiters.reduce((best, one) => (often(one) > often(best) ? one : best));
  let records: string[][];
  try {
    records = parse(plain, {
      ...{ delimiter, relax_column_count: true, relax_quotes: true },
      ...{ to: bankEntriesMost + preambleMost + 2, max_record_size: 20_000 },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw badBankFile(`The file cannot be read as CSV: ${oneLine(error.message, 160)}.`);
  }
  const top = records.slice(0, preambleMost);
  const width = Math.max(0, ...top.map((record) => record.length));
  const at = top.findIndex((record) => record.length === width);
  const head = records[at]?.map((cell) => oneLine(cell, 80)) ?? [];
  if (width < 2 || width > columnsMost)
    throw badBankFile(`The file has no table of 2 to ${columnsMost} columns between semicolons, commas or tabs.`);
  requireEntryRoom(records.length - at - 1);
  const rows = records
    .map((cells, n) => ({ place: n + 1, cells }))
    .filter(({ place, cells }) => place > at + 1 && cells.some((cell) => cell.trim() !== ""));
  return { delimiter, head, rows };
}

/** Words by which a column is guessed, the surest first. */
const guessedBy = {
  date: ["buchungstag", "buchungsdatum", "bookingdate", "bookedon", "datum", "date", "valuta"],
  amount: ["betrag", "amount", "umsatz", "betraginwahrung"],
  currency: ["wahrung", "waehrung", "currency", "ccy"],
  name: ["zahlungspflichtiger", "auftraggeber", "begunstigter", "debtor", "payer", "counterparty", "name"],
  payerAccount: ["iban", "debtoraccount", "kontonummer", "payeraccount", "kontoiban"],
  text: ["verwendungszweck", "remittance", "buchungstext", "description", "details", "text"],
  reference: ["bankreference", "transactionid", "bankreferenz", "endtoend", "reference", "referenz"],
} satisfies Partial<Record<keyof BankCsvMapping, string[]>>;

const plainWord = (text: string) =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");

/** What a CSV file looks like before it is read: its columns, its first rows, and a guess of how it is read. */
export type BankCsvLook = { head: string[]; rows: string[][]; guess: Omit<BankCsvMapping, "account"> };

const rowsShown = 5;

/** The columns of a file, and a guess of what each is. @throws invalid_input */
export function lookAtBankCsv(text: string): BankCsvLook {
  const { delimiter, head, rows } = cellsOf(text);
  const columnOf = (words: string[]) =>
    words.reduce((found, word) => found || (head.find((name) => plainWord(name).includes(word)) ?? ""), "");
  const columns = Object.fromEntries(
    Object.entries(guessedBy).map(([field, words]) => [field, columnOf(words)]),
  ) as Record<keyof typeof guessedBy, string>;
  const cells = (name: string) => rows.slice(0, 200).map((row) => row.cells[head.indexOf(name)]?.trim() ?? "");
  return {
    head,
    rows: rows.slice(0, rowsShown).map(({ cells }) => cells.map((cell) => oneLine(cell, 200))),
    guess: {
      ...columns,
      delimiter,
      decimal: decimalOf(cells(columns.amount)),
      dayForm: dayFormOf(cells(columns.date)),
    },
  };
}

/** What stands before the last one or two digits most often; a comma where none does. */
function decimalOf(amounts: string[]): "," | "." {
  const ends = (sign: RegExp) => amounts.filter((amount) => sign.test(amount)).length;
  return ends(/\.\d{1,3}\D*$/) > ends(/,\d{1,3}\D*$/) ? "." : ",";
}

function dayFormOf(days: string[]): DayForm {
  if (days.some((day) => /^\d{4}/.test(day))) return "ymd";
  const second = days.map((day) => Number(/^\d+\D+(\d+)/.exec(day)?.[1] ?? 0));
  return second.some((number) => number > 12) ? "mdy" : "dmy";
}

/**
 * Reads a bank's CSV by the columns that a person named. What went out (an amount below zero) is counted and not read.
 * Cells are texts: one that a spreadsheet would run is read as it stands.
 * @throws invalid_input naming the row
 */
export function readBankCsv(text: string, mapping: BankCsvMapping): BankFileContent {
  const { head, rows } = cellsOf(text);
  const column = (name: string, what: string) => {
    const at = head.indexOf(name);
    if (at < 0) throw badBankFile(`The file has no column "${oneLine(name, 80)}" for ${what}.`);
    return at;
  };
  const optional = (name: string, what: string) => (name === "" ? -1 : column(name, what));
  const at = {
    ...{ date: column(mapping.date, "the day"), amount: column(mapping.amount, "the amount") },
    ...{ text: optional(mapping.text, "the text"), name: optional(mapping.name, "the payer") },
    payerAccount: optional(mapping.payerAccount, "the payer's account"),
    reference: optional(mapping.reference, "the bank's reference"),
    currency: /^[A-Z]{3}$/.test(mapping.currency) ? -1 : column(mapping.currency, "the currency"),
  };
  const content: BankFileContent = { format: "csv", lines: [], outgoing: 0, pending: 0 };
  for (const { place, cells } of rows) {
    const where = `Row ${place}`;
    const cell = (index: number, most: number) => (index < 0 ? "" : oneLine(cells[index] ?? "", most));
    const currency = at.currency < 0 ? mapping.currency : cell(at.currency, 10).toUpperCase();
    const amount = bankAmount(plainDecimal(cell(at.amount, 60), mapping.decimal, where), currency, where);
    if (amount.minor <= 0n) {
      content.outgoing += 1;
      continue;
    }
    content.lines.push({
      ...{ kind: "credit", account: plainAccount(mapping.account), amount },
      bookedOn: bankDay(isoDay(cell(at.date, 40), mapping.dayForm), where),
      ...{ bankReference: cell(at.reference, 140), endToEndId: "" },
      ...{ debtorName: cell(at.name, 140), debtorAccount: plainAccount(cell(at.payerAccount, 70)) },
      remittance: cell(at.text, 1000),
    } satisfies BankLine);
  }
  return content;
}

/** An amount as banks write it ("1.234,50", "+12.00", "12,00-") as a plain decimal. @throws invalid_input */
function plainDecimal(text: string, decimal: "," | ".", where: string): string {
  const bare = text.replaceAll(/[\s'’\u00A0]/g, "");
  const signed = bare.endsWith("-") ? `-${bare.slice(0, -1)}` : bare;
  const thousands = decimal === "," ? "." : ",";
  // Groups of three, or the sign is no separator of thousands: 1,5 is never read as 15.
  const grouped = new RegExp(`^[+-]?\\d{1,3}(?:\\${thousands}\\d{3})+(?:\\${decimal}\\d*)?$`);
  const whole = grouped.test(signed) ? signed.replaceAll(thousands, "") : signed;
  if (!new RegExp(`^[+-]?\\d+(?:\\${decimal}\\d*)?$`).test(whole))
    throw badBankFile(`${where}: "${text}" is no amount whose decimal sign is "${decimal}".`);
  return whole.replace(decimal, ".").replace(/\.$/, "");
}

/** A day in its form as `YYYY-MM-DD`; two digits of a year are of this century. */
function isoDay(text: string, form: DayForm): string {
  const [a = "", b = "", c = ""] = text.split(/\D+/);
  const [year, month, day] = form === "ymd" ? [a, b, c] : form === "dmy" ? [c, b, a] : [c, a, b];
  const full = /^\d{8}$/.test(a) && form === "ymd" ? [a.slice(0, 4), a.slice(4, 6), a.slice(6)] : [year, month, day];
  const [y = "", m = "", d = ""] = full;
  return `${y.length === 2 ? `20${y}` : y}-${m.padStart(2, "0")}-${d.padStart(2, "0")}`;
}
