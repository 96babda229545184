import "server-only";
import { type CsvColumn, csvResponse } from "@/components/console/csv";
import { problemOf } from "@/server/errors";
import { caller, pageContext } from "@/server/trpc/caller";
import { asTrpcError } from "@/server/trpc/errors";

type Api = Awaited<ReturnType<typeof caller>>;
type Page<Row> = { rows: Row[]; next: string | null };

/** Most rows of one page of an export; a list's own limit. */
export const exportPage = 500;

/**
 * Answers the export of a list: the file, or a problem with its sentence where the person may not see it or asks for
 * something that is not there. `read` is called until it says that there is no further page.
 */
export async function exportAnswer<Row>(
  name: string,
  read: (api: Api, after: string | undefined) => Promise<Page<Row>>,
  columns: CsvColumn<Row>[],
): Promise<Response> {
  const { now, requestId } = await pageContext();
  const api = await caller();
  try {
    return await csvResponse(name, now, columns, (after) => read(api, after ?? undefined));
  } catch (error) {
    const { status, body } = problemOf(asTrpcError(error).cause ?? error, requestId);
    return Response.json(body, { status, headers: { "content-type": "application/problem+json" } });
  }
}

/** The query string of an export as plain values, empty ones left out; the procedure's own schema judges them. */
export function queryOf(request: Request): Record<string, string> {
  const query = [...new URL(request.url).searchParams].filter(([, value]) => value !== "");
  return Object.fromEntries(query);
}
