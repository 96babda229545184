import type { ListedBankEntry } from "@/server/bank/list-bank-entries";
import type { CsvColumn } from "@/server/http/csv";
import { moneyToDecimal } from "@/server/money";

/** The columns of a list of bank entries as a file. */
export const bankEntryColumns: CsvColumn<ListedBankEntry>[] = [
  { head: "Booked on", of: (row) => row.bookedOn },
  { head: "Account", of: (row) => row.account },
  {
    head: "Amount",
    of: ({ kind, amountMinor, currency }) =>
      moneyToDecimal({ minor: kind === "return" ? -amountMinor : amountMinor, currency }),
  },
  { head: "Currency", of: (row) => row.currency },
  { head: "Payer", of: (row) => row.debtorName },
  { head: "Payer's account", of: (row) => row.debtorAccount },
  { head: "Text", of: (row) => row.remittance },
  { head: "Bank's reference", of: (row) => row.bankReference },
  { head: "End-to-end reference", of: (row) => row.endToEndId },
  { head: "State", of: (row) => row.state },
  { head: "Customers", of: (row) => [...new Set(row.payments.map(({ customerName }) => customerName))].join(", ") },
  { head: "Decided (UTC)", of: (row) => row.decidedAt },
  { head: "Reason", of: (row) => row.reason },
];
