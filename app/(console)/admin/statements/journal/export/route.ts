import { exportPage, problemAnswer, queryOf } from "@/app/export-answer";
import { monthBefore } from "@/components/billing/billing-words";
import { csvResponse } from "@/server/http/csv";
import { journalFilter } from "@/server/money/input";
import { journalColumns, journalName } from "@/server/money/journal-file";
import { parseInput } from "@/server/parse-input";

/** A month's journal, as the page shows it: of the last month that has ended where none is named. */
export function GET(request: Request) {
  return problemAnswer((api, now) => {
    const { month = monthBefore(now) } = parseInput(journalFilter.partial(), queryOf(request));
    return csvResponse(journalName(month, now), now, journalColumns, (cursor) =>
      api.books.journal({ month, cursor, limit: exportPage }),
    );
  });
}
