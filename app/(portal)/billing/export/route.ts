import { exportAnswer } from "@/app/export-answer";
import { statementColumns, statementRows } from "@/app/statement-file";

/** The draft statement of the running month, a line each, amounts as plain decimals. */
export function GET() {
  return exportAnswer(
    "statement-draft",
    async (api) => ({ rows: statementRows(await api.billing.period()), nextCursor: null }),
    statementColumns,
  );
}
