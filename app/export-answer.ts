import "server-only";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { type CsvColumn, csvResponse } from "@/server/http/csv";
import type { Page } from "@/server/pagination";
import { parseInput } from "@/server/parse-input";
import { costFile } from "@/server/reads/focus-cost-columns";
import type { CostRow } from "@/server/reads/focus-cost-rows";
import { caller, pageContext } from "@/server/trpc/caller";
import { asTrpcError, outwardError } from "@/server/trpc/outward-error";
import { usageFile } from "@/server/usage/exports/focus-columns";
import { focusFile } from "@/server/usage/exports/focus-file";
import type { FocusLine } from "@/server/usage/exports/focus-lines";
import { type FocusInput, focusQuestion } from "@/server/usage/exports/input";

type Api = Awaited<ReturnType<typeof caller>>;

/** Most rows of one page of an export; a list's own limit. */
export const exportPage = 500;

/** Answers the export of a list. `read` is called until there is no further page. */
export function exportAnswer<Row>(
  name: string,
  read: (api: Api, cursor: string | null) => Promise<Page<Row>>,
  columns: CsvColumn<Row>[],
): Promise<Response> {
  return problemAnswer((api, now) => csvResponse(name, now, columns, (cursor) => read(api, cursor)));
}

/**
 * The FOCUS export that the address asks for. `read` is called until there is no further page.
 * @param zone in which days begin, as on the page
 */
export function focusAnswer(
  request: Request,
  zone: (api: Api) => string | Promise<string>,
  read: (api: Api, asked: FocusInput & { customer?: string | undefined }) => Promise<Page<FocusLine>>,
): Promise<Response> {
  return problemAnswer(async (api, now) => {
    const { format, ...time } = parseInput(focusQuestion, { ...queryOf(request), zone: await zone(api) });
    const { user } = await pageContext();
    return focusFile({ ...usageFile, format, now, askedBy: user?.id ?? "" }, (cursor) =>
      read(api, { ...time, cursor }),
    );
  });
}

/** A statement's costs as a FOCUS file, CSV. `read` is called until there is no further page. */
export function costAnswer(read: (api: Api, cursor: string | null) => Promise<Page<CostRow>>): Promise<Response> {
  return problemAnswer(async (api, now) => {
    const { user } = await pageContext();
    return focusFile({ ...costFile, format: "csv", now, askedBy: user?.id ?? "" }, (cursor) => read(api, cursor));
  });
}

/**
 * What is made, or a problem with its sentence where the person may not see it or asks for something that is not there.
 */
export async function problemAnswer(make: (api: Api, now: Date) => Promise<Response>): Promise<Response> {
  const { now, requestId } = await pageContext();
  const api = await caller();
  try {
    return await make(api, now);
  } catch (error) {
    const known = error instanceof TRPCError ? error : asTrpcError(error);
    const { message, data } = outwardError(known, requestId);
    const status = getHTTPStatusCodeFromError(known);
    const body = {
      type: `urn:spillway:error:${data.code}`,
      title: data.code.replaceAll("_", " "),
      status,
      detail: message,
    };
    return Response.json({ ...body, ...data }, { status, headers: { "content-type": "application/problem+json" } });
  }
}

/** The query string of an export as plain values, empty ones left out; the procedure's own schema judges them. */
export function queryOf(request: Request): Record<string, string> {
  const query = [...new URL(request.url).searchParams].filter(([, value]) => value !== "");
  return Object.fromEntries(query);
}
