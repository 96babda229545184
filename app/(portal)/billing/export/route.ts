import { exportAnswer, queryOf } from "@/app/export-answer";
import { statementColumns, statementRows } from "@/app/statement-file";

/** The draft of the running month, or of one that waits for its statement, a line each, amounts as plain decimals. */
export function GET(request: Request) {
  return exportAnswer(
    "statement-draft",
    async (api) => ({ rows: statementRows(await api.billing.period(queryOf(request))), nextCursor: null }),
    statementColumns,
  );
}
