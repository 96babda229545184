import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operations } from "@/app/api/openapi.json/operations";
import { takesProviderKey } from "@/server/identity/permissions";
import { handlerOf, type ProgramsWorld, programsWorld } from "./testing";

let t: ProgramsWorld;
beforeAll(async () => {
  t = await programsWorld();
});
afterAll(() => t.drop());

const all = operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const);

/** Calls an operation on the company of these keys; what else an address names does not exist. */
async function send(operation: (typeof operations)[number], key: string | undefined, query = "", about = t.own) {
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const params = Object.fromEntries(names.map((name) => [name, "none"]));
  if (operation.path.startsWith("/customers/{id}")) params.id = about;
  const method = operation.method.toUpperCase();
  const request = new Request(`http://127.0.0.1:3000/api/v1/x${query}`, {
    method,
    headers: { "content-type": "application/json", ...(key ? { authorization: `Bearer ${key}` } : {}) },
    ...(["GET", "DELETE"].includes(method) ? {} : { body: "{}" }),
  });
  return (await handlerOf(operation))(request, { params: Promise.resolve(params) });
}

test.each(all)("without a key: 401, with the scheme that it takes: %s", async (_, operation) => {
  const answer = await send(operation, undefined);
  expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="spillway"']);
});

test.each(all.filter(([, { query }]) => query?.shape.after))(
  "a cursor that no page gave is refused: %s",
  async (_, operation) => {
    const asks = operation.path === "/usage-imports/{id}/rows" ? [] : [await send(operation, t.keys.all, "?after=zzz")];
    for (const answer of [...asks, await send(operation, t.keys.all, "?after=")]) {
      const { detail } = await answer.json();
      expect([answer.status, detail]).toEqual([400, expect.stringMatching(/cursor|after/)]);
    }
  },
);

describe("a company's key", () => {
  test.each(all.filter(([, { action }]) => takesProviderKey(action)))(
    "does not do what is the provider's: %s",
    async (_, operation) => {
      const answer = await send(operation, t.keys.ownAll);
      expect([answer.status, (await answer.json()).detail]).toEqual([
        403,
        "This key belongs to one company. This takes a key of the provider.",
      ]);
    },
  );

  test.each(all.filter(([, { method, path }]) => path.startsWith("/customers/{id}") && method === "get"))(
    "is not told of another company: %s",
    async (_, operation) => {
      expect((await send(operation, t.keys.ownAll, "", t.foreign)).status).toBe(404);
    },
  );
});
