import { exportAnswer, exportPage, queryOf } from "@/app/export-answer";
import { statementListColumns } from "@/app/statement-file";

/** The company's issued statements as they are filtered. */
export function GET(request: Request) {
  const filter = queryOf(request);
  return exportAnswer(
    "statements",
    (api, cursor) => api.statements.own({ ...filter, cursor, limit: exportPage }),
    statementListColumns,
  );
}
