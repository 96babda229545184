import { costAnswer } from "@/app/export-answer";

/** A customer's issued statement as a FOCUS file. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id: statement } = await params;
  return costAnswer((api, cursor) => api.statements.costs({ statement, cursor }));
}
