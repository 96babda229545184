import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { clockNow } from "@/server/clock";
import { DomainError, errorStatus } from "@/server/errors";
import { readText } from "@/server/http/read-body";
import { newId } from "@/server/ids";
import { createContext } from "@/server/trpc/create-context";
import { mostCalls } from "@/server/trpc/input";
import { appRouter } from "@/server/trpc/root";

export const dynamic = "force-dynamic";

/** Most bytes of one call's body; no procedure takes files. */
const limitBytes = 1024 * 1024;

async function answer(request: Request): Promise<Response> {
  const calls = new URL(request.url).pathname.split(/,|%2c/i).length;
  if (calls > mostCalls)
    return refuse(
      new DomainError("invalid_input", `One request holds at most ${mostCalls} calls; this one holds ${calls}.`),
    );
  const response = await fetchRequestHandler({ endpoint: "/api/trpc", req: request, router: appRouter, createContext });
  // A stream has a cache-control of its own.
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
  return response;
}

/** The body is read here, and no further than its limit, whatever its Content-Length claims. */
async function call(request: Request): Promise<Response> {
  try {
    const body = await readText(request, { limitBytes });
    return answer(new Request(request.url, { method: "POST", headers: request.headers, body, signal: request.signal }));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return refuse(error);
  }
}

/** A refusal before any procedure is called, in the form that tRPC's client reads. */
function refuse(error: DomainError): Response {
  const requestId = newId("request", clockNow());
  const data = { code: error.code, httpStatus: errorStatus[error.code], requestId, fields: {} };
  const shape = { message: error.message, code: -32600, data };
  return Response.json(
    { error: { json: shape } },
    { status: data.httpStatus, headers: { "cache-control": "no-store" } },
  );
}

export { answer as GET, call as POST };
