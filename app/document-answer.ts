import "server-only";
import { documentQuery } from "@/server/documents/input";
import { documentResponse, makeDocument } from "@/server/documents/make-document";
import type { StatementPage } from "@/server/money/statement-view";
import { parseInput } from "@/server/parse-input";
import type { caller } from "@/server/trpc/caller";
import { problemAnswer, queryOf } from "./export-answer";
import { documentOf } from "./statement-file";

/** Answers a statement as the file that the address asks for. */
export function documentAnswer(
  request: Request,
  read: (api: Awaited<ReturnType<typeof caller>>) => Promise<StatementPage>,
): Promise<Response> {
  return problemAnswer(async (api, now) => {
    const { form } = parseInput(documentQuery, queryOf(request));
    return documentResponse(await makeDocument(form, await documentOf(await read(api), now)));
  });
}
