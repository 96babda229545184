import { documentAnswer } from "@/app/document-answer";

/** One of the company's statements as a document. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return documentAnswer(request, (api) => api.statements.ownOne({ id }));
}
