import { documentAnswer } from "@/app/document-answer";

/** A customer's statement as a document. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return documentAnswer(request, (api) => api.statements.one({ id }));
}
