import { problemAnswer, queryOf } from "@/app/export-answer";
import { instantOf } from "@/components/list/time-filter";
import { type CsvColumn, csvResponse } from "@/server/http/csv";
import { moneyToDecimal } from "@/server/money";
import type { ListedEntry } from "@/server/money/balance-at";

/** Rows of one page of the export; the list's own limit. */
const limit = 200;

const columns = (currency: string): CsvColumn<ListedEntry>[] => [
  { head: "Posted (UTC)", of: (row) => row.postedAt },
  { head: "Entry", of: (row) => row.id },
  { head: "Statement", of: (row) => row.number },
  { head: "Description", of: (row) => row.description },
  { head: "Accounts", of: (row) => row.moved.map(({ kind, minor }) => `${minor < 0n ? "-" : "+"}${kind}`).join(" ") },
  { head: "Adds", of: (row) => moneyToDecimal({ minor: row.owedMinor, currency }) },
  { head: "Owed after", of: (row) => moneyToDecimal({ minor: row.owedAfterMinor, currency }) },
  { head: "Currency", of: () => currency },
];

/** The entries of a customer's books up to the page's instant, newest first. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id: customerId } = await params;
  const { at } = queryOf(request);
  return problemAnswer(async (api, now) => {
    const until = instantOf(at) ?? now.toISOString();
    const { currency } = await api.books.balance({ customerId, at: until });
    return csvResponse("ledger", now, columns(currency), (cursor) =>
      api.books.entries({ customerId, at: until, cursor, limit }),
    );
  });
}
