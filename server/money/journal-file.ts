import type { CsvColumn } from "../http/csv";
import { moneyToDecimal } from "../money";
import { type JournalLine, journalMonth } from "./journal";

const side = (minor: bigint | null, currency: string) => (minor === null ? "" : moneyToDecimal({ minor, currency }));

/** The columns of the journal as a file; amounts as plain decimals. */
export const journalColumns: CsvColumn<JournalLine>[] = [
  { head: "Date (UTC)", of: (row) => row.postedAt },
  { head: "Entry", of: (row) => row.entryId },
  { head: "Statement", of: (row) => row.number },
  { head: "Description", of: (row) => row.description },
  { head: "Customer", of: (row) => row.customerId },
  { head: "Customer name", of: (row) => row.customerName },
  { head: "Account", of: (row) => row.code },
  { head: "Debit", of: (row) => side(row.debitMinor, row.currency) },
  { head: "Credit", of: (row) => side(row.creditMinor, row.currency) },
  { head: "Currency", of: (row) => row.currency },
];

/** What the file of a month is called; one that may still grow says so. */
export const journalName = (month: string, now: Date): string =>
  `journal-${month}${journalMonth(month, now).isWhole ? "" : "-so-far"}`;
