import { exportPage, problemAnswer, queryOf } from "@/app/export-answer";
import { csvResponse } from "@/server/http/csv";
import { journalFilter } from "@/server/money/input";
import { journalColumns, journalName } from "@/server/money/journal-file";
import { parseInput } from "@/server/parse-input";

/** A month's journal. */
export function GET(request: Request) {
  return problemAnswer((api, now) => {
    const { month } = parseInput(journalFilter, queryOf(request));
    return csvResponse(journalName(month, now), now, journalColumns, (cursor) =>
      api.books.journal({ month, cursor, limit: exportPage }),
    );
  });
}
