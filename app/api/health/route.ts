import { newRequest } from "@/server/context";
import { env } from "@/server/env";
import { methods } from "@/server/http/methods";
import { health } from "@/server/reads/health";

export const dynamic = "force-dynamic";

/**
 * 503 when the product does not work; 200 with the status `attention` when it works and something needs
 * attention; else 200 `ok`. The answer names the build, so that a starter knows which build answered.
 */
async function get(): Promise<Response> {
  const { ok, serves, checks } = await health(newRequest({ kind: "job", id: "health", label: "health" }));
  const parts = Object.fromEntries(checks.map(({ part, ok, what }) => [part, { ok, what }]));
  return Response.json(
    { status: serves ? (ok ? "ok" : "attention") : "wrong", build: env().SPILLWAY_BUILD, ...parts },
    { status: serves ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
