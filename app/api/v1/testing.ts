import { makeTestDatabase } from "@/db/testing";
import { type ApiScope, inProvider, jobRequest } from "@/server/context";
import { createApiKey } from "@/server/identity/create-api-key";
import { makeCustomer, shipCatalogue } from "@/server/setup/testing/portal";

const makeKey = async (customerId: string | null, ...scopes: ApiScope[]) =>
  (await inProvider(jobRequest("test"), (ctx) => createApiKey(ctx, { customerId, scopes, label: "test" }))).key;

/**
 * A database with the catalogue, two companies, and keys: each company's, the provider's, one that only reads, one of
 * another scope.
 */
export async function programsWorld() {
  const t = await makeTestDatabase();
  await shipCatalogue();
  const own = await makeCustomer("Northwind GmbH");
  const foreign = await makeCustomer("Contoso AG");
  return {
    ...t,
    own,
    foreign,
    keys: {
      own: await makeKey(own, "provisioning:write", "billing:read"),
      foreign: await makeKey(foreign, "provisioning:write", "billing:read"),
      provider: await makeKey(null, "provisioning:write", "billing:read"),
      reads: await makeKey(own, "provisioning:read"),
      usage: await makeKey(own, "usage:read"),
    },
  };
}
export type ProgramsWorld = Awaited<ReturnType<typeof programsWorld>>;

type Handler<P> = (request: globalThis.Request, context?: { params: Promise<P> }) => Response | Promise<Response>;

/** Calls a route handler as a program does. @returns status, body as JSON, headers */
export async function ask<P = Record<string, string>>(
  handler: Handler<P>,
  given: { key?: string; query?: string; body?: unknown; params?: P; text?: string },
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects of the body.
): Promise<{ status: number; body: any; headers: Headers }> {
  const sent = given.text ?? (given.body === undefined ? undefined : JSON.stringify(given.body));
  const request = new Request(`http://127.0.0.1:3000/api/v1/x${given.query ? `?${given.query}` : ""}`, {
    method: sent === undefined ? "GET" : "POST",
    headers: {
      ...(given.key ? { authorization: `Bearer ${given.key}` } : {}),
      ...(sent === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(sent === undefined ? {} : { body: sent }),
  });
  const answer = await handler(request, given.params && { params: Promise.resolve(given.params) });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? null : JSON.parse(text), headers: answer.headers };
}
