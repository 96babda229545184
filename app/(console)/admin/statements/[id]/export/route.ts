import { exportAnswer } from "@/app/export-answer";
import { statementColumns, statementRows } from "@/app/statement-file";

/** A customer's statement, a line each, amounts as plain decimals. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return exportAnswer(
    "statement",
    async (api) => ({ rows: statementRows((await api.statements.one({ id })).content), nextCursor: null }),
    statementColumns,
  );
}
