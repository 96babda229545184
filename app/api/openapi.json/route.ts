import { env } from "@/server/env";
import { methods } from "@/server/http/methods";
import { providerProfile } from "@/server/provider/queries";
import { openApiDocument } from "./document";

export const dynamic = "force-dynamic";

/** The description of /api/v1 for programs, OpenAPI 3.1. Open to all: it holds nothing of a customer. */
async function get(): Promise<Response> {
  const { displayName } = await providerProfile();
  return Response.json(openApiDocument(env().origin, displayName), {
    headers: { "cache-control": "public, max-age=300" },
  });
}

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
