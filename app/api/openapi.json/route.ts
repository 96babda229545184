import { env } from "@/server/env";
import { openApiDocument } from "./document";

export const dynamic = "force-dynamic";

/** The description of /api/v1 for programs, OpenAPI 3.1. Open to all: it holds nothing of a customer. */
export function GET(): Response {
  return Response.json(openApiDocument(env().origin), { headers: { "cache-control": "public, max-age=300" } });
}
