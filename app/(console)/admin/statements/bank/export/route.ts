import { bankEntryColumns } from "@/app/bank-file";
import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";
import { bankEntryFilter } from "@/server/bank/input";
import { parseInput } from "@/server/parse-input";

/** Bank entries as they are filtered. */
export function GET(request: Request) {
  return exportAnswer(
    "bank-entries",
    (api, cursor) => {
      const { state } = parseInput(bankEntryFilter, queryOf(request));
      return api.bank.entries({ state, cursor, limit: exportPage });
    },
    bankEntryColumns,
  );
}
