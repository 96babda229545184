import { newRequest } from "@/server/context";
import { env } from "@/server/env";
import { methods } from "@/server/http/methods";
import { health } from "@/server/monitoring/health";

export const dynamic = "force-dynamic";

/**
 * 200 when everything works, else 503 with what is wrong. The answer names the build, so that a starter knows which
 * build answered.
 */
async function get(): Promise<Response> {
  const state = await health(newRequest({ kind: "job", id: "health", label: "health" }));
  return Response.json(
    { status: state.ok ? "ok" : "wrong", build: env().SPILLWAY_BUILD, ...state.parts },
    { status: state.ok ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
