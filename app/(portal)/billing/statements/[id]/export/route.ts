import { exportAnswer } from "@/app/export-answer";
import { statementColumns, statementRows } from "@/app/statement-file";

/** One of the company's statements, a line each, amounts as plain decimals. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return exportAnswer(
    "statement",
    async (api) => ({ rows: statementRows((await api.statements.ownOne({ id })).content), nextCursor: null }),
    statementColumns,
  );
}
