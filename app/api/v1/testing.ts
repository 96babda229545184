import path from "node:path";
import { operations } from "@/app/api/openapi.json/operations";
import { makeTestDatabase } from "@/db/testing";
import { type ApiScope, inProvider, jobRequest } from "@/server/context";
import { createApiKey } from "@/server/identity/create-api-key";
import { apiScopes } from "@/server/identity/scopes";
import { makeCustomer, shipCatalogue } from "@/server/setup/testing/portal";
import type { Operation } from "./operation";

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
      all: await makeKey(null, ...apiScopes),
      ownAll: await makeKey(own, ...apiScopes),
      usage: await makeKey(own, "usage:read"),
    },
  };
}
export type ProgramsWorld = Awaited<ReturnType<typeof programsWorld>>;

type Handler<P> = (request: globalThis.Request, context?: { params: Promise<P> }) => Response | Promise<Response>;

/** Calls a route handler as a program does. @returns status, body as JSON, headers */
export async function ask<P = Record<string, string>>(
  handler: Handler<P>,
  given: { key?: string; query?: string; body?: unknown; params?: P; text?: string; once?: string; method?: string },
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects of the body.
): Promise<{ status: number; body: any; headers: Headers }> {
  const sent = given.text ?? (given.body === undefined ? undefined : JSON.stringify(given.body));
  const address = Object.values(given.params ?? { x: "x" }).join("/");
  const request = new Request(`http://127.0.0.1:3000/api/v1/${address}${given.query ? `?${given.query}` : ""}`, {
    method: given.method ?? (sent === undefined ? "GET" : "POST"),
    headers: {
      ...(given.key ? { authorization: `Bearer ${given.key}` } : {}),
      ...(sent === undefined ? {} : { "content-type": "application/json" }),
      ...(given.once === undefined ? {} : { "idempotency-key": given.once }),
    },
    ...(sent === undefined ? {} : { body: sent }),
  });
  const answer = await handler(request, given.params && { params: Promise.resolve(given.params) });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? null : JSON.parse(text), headers: answer.headers };
}

/** Every operation with the pattern of its address. */
const patterns = operations.map((operation) => ({
  operation,
  pattern: new RegExp(`^${operation.path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`),
}));

/** The handler of an operation, from the route file at its address. */
export async function handlerOf({ method, path: address }: Operation): Promise<Handler<Record<string, string>>> {
  const folder = address.replaceAll(/\{(\w+)\}/g, "[$1]");
  const route = await import(/* @vite-ignore */ path.join(import.meta.dirname, folder, "route.ts"));
  return route[method.toUpperCase()];
}

/**
 * Calls an operation by method and address, `/customers/x?limit=1`, as a program does. Answers below 400 are held
 * against the operation's own schema.
 */
export async function call(key: string | undefined, method: Operation["method"], address: string, body?: unknown) {
  const [route = "", query = ""] = address.split("?");
  const found = patterns.find(({ operation, pattern }) => operation.method === method && pattern.test(route));
  if (!found) throw new Error(`No operation ${method} ${route}`);
  const params = { ...found.pattern.exec(route)?.groups };
  const given = { ...(key ? { key } : {}), query, params, method: method.toUpperCase() };
  const answer = await ask(await handlerOf(found.operation), body === undefined ? given : { ...given, body });
  if (answer.status < 400) found.operation.answers[answer.status]?.schema?.parse(answer.body);
  return answer;
}
