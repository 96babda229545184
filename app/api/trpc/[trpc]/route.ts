import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createContext } from "@/server/trpc/create-context";
import { appRouter } from "@/server/trpc/root";

export const dynamic = "force-dynamic";

/** Most bytes of one call's body; no procedure takes files. */
const bodyMax = 1_000_000;

function handle(request: Request): Promise<Response> | Response {
  if (Number(request.headers.get("content-length") ?? 0) > bodyMax)
    return Response.json({ error: { message: "The request is larger than 1 MB." } }, { status: 413 });
  return fetchRequestHandler({ endpoint: "/api/trpc", req: request, router: appRouter, createContext });
}

export { handle as GET, handle as POST };
