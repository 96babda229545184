import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";
import { statementListColumns } from "@/app/statement-file";

/** Issued statements as they are filtered. */
export function GET(request: Request) {
  const filter = queryOf(request);
  return exportAnswer(
    "statements",
    (api, cursor) => api.statements.list({ ...filter, cursor, limit: exportPage }),
    statementListColumns,
  );
}
