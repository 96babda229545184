import { documentOf } from "@/app/statement-file";
import { documentQuery } from "@/server/documents/input";
import { documentResponse, makeDocument } from "@/server/documents/make-document";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { statementPage } from "@/server/money/statement-view";
import { parseInput } from "@/server/parse-input";
import { keyOf, programOf } from "../../../program";
import { getStatementFile } from "../../contract";

export const dynamic = "force-dynamic";

/** A statement as a document; it is made after the transaction that reads it. */
const get = handle<{ id: string }>(async (call) => {
  const { request, now, requestId, params } = call;
  const actor = await keyOf(call, getStatementFile.action);
  const { form } = parseInput(documentQuery, Object.fromEntries(new URL(request.url).searchParams));
  const program = programOf<Awaited<ReturnType<typeof statementPage>>>({ actor, now, requestId }, async () => {});
  const page = await program.see(undefined, (ctx) => statementPage(ctx, { id: params.id }));
  return documentResponse(await makeDocument(form, await documentOf(page, now)));
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
