import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { apiScopesOf, takesProviderKey } from "@/server/identity/permissions";
import type { Operation } from "../v1/operation";
import { openApiDocument } from "./document";
import { operations } from "./operations";

const document = openApiDocument("http://127.0.0.1:3000");
const root = path.join(import.meta.dirname, "../v1");

test("every route of /api/v1 stands in the document with its methods, and no other does", () => {
  const routes = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "route.ts")
    .flatMap((file) => {
      const text = readFileSync(path.join(root, file), "utf8");
      const address = `/api/v1/${path.dirname(file).replaceAll(/\[(\w+)\]/g, "{$1}")}`;
      const taken = /= methods\(\{(.+?)\}/.exec(text)?.[1] ?? "";
      return [...taken.matchAll(/\b([A-Z]+):/g)].map(([, method]) => `${method} ${address}`);
    });
  const described = Object.entries(document.paths).flatMap(([address, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${address}`),
  );
  expect(existsSync(root)).toBe(true);
  expect(described.sort()).toEqual(routes.sort());
});

test("it is OpenAPI 3.1 made from the routes' own schemas: types, defaults, sentences' bounds, scopes", () => {
  expect(document.openapi).toBe("3.1.0");
  const link = document.paths["/api/v1/links"] as Record<string, never>;
  expect(link.post).toMatchObject({
    operationId: "postLinks",
    security: [{ apiKey: ["provisioning:write"] }],
    tags: ["Links"],
    requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/NewLink" } } } },
    responses: { "201": {}, default: { $ref: "#/components/responses/Problem" } },
  });
  expect(document.components.schemas.NewLink).toMatchObject({
    type: "object",
    additionalProperties: false,
    required: ["service"],
    properties: {
      usesMax: { type: "integer", minimum: 1, maximum: 10_000, default: 1 },
      approve: { enum: ["auto", "each"] },
    },
  });
  const check = document.paths["/api/v1/entitlements/check"] as Record<string, never>;
  expect(check.get).toMatchObject({
    parameters: [
      { name: "machine", in: "query", required: true },
      { name: "service", in: "query", required: false },
      { name: "feature" },
    ],
  });
  expect(JSON.stringify(document)).not.toContain('"default":{"$ref":"#/definitions');
});

test("what programs send and get has a name, every reference leads to one, and every operation has a tag", () => {
  const text = JSON.stringify(document);
  const references = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
  const schemas = Object.keys(document.components.schemas);
  expect([...references].filter((name) => !schemas.includes(String(name)))).toEqual([]);
  expect(schemas.filter((name) => !references.has(name))).toEqual([]);
  expect(text).not.toContain("$defs");
  const named = document.tags.map(({ name }) => name);
  for (const { tag, path: address, body, answers } of operations) {
    expect([address, named.includes(tag)]).toEqual([address, true]);
    const sent = body?.["application/json"];
    const given = Object.values(answers).flatMap(({ schema }) => (schema ? [schema] : []));
    for (const schema of [...given, ...(sent && address !== "/events" ? [sent] : [])])
      expect([address, z.globalRegistry.get(schema)?.id]).toEqual([address, expect.any(String)]);
  }
});

/** Reads that have no operation for one of theirs, with the reason. */
const withoutOne: Record<string, string> = {
  "/usage": "sums over time, which have no name",
  "/usage-exports/focus": "a file of sums over time",
  "/unassigned-usage": "counts of what waits of each sender, which is assigned as a whole",
  "/links/{id}/uses": "its rows are machines: /machines/{id}",
  "/licenses/{id}/targets": "its rows are machines: /machines/{id}",
  "/links/{id}/address": "one thing itself",
  "/entitlements/check": "one answer, to a question",
  "/customers/{id}/balance": "sums at an instant, no list",
  "/customers/{id}/ledger-entries": "a customer's books: each entry holds all there is of it",
  "/bank-files": "each row holds all there is of it; its entries are /bank-entries",
  "/tax-rates": "each row holds all there is of it",
  "/customers/{id}/tax": "one thing itself",
  "/cost-exports/focus": "a file of statements: /statements/{id}",
  "/journal": "the same of all customers",
  "/statements/draft": "one thing itself",
  "/statements/{id}/file": "one thing itself",
};

test("of everything that can be listed one can be read, by the same keys, or it is argued why not", () => {
  const reads = operations.filter(({ method }) => method === "get");
  const keysOf = ({ action }: Operation) => JSON.stringify([apiScopesOf(action), takesProviderKey(action)]);
  const hasOne = (list: Operation) =>
    reads.some((one) => one.path.replace(/\{\w+\}$/, "") === `${list.path}/` && keysOf(one) === keysOf(list));
  const without = reads.filter((one) => !one.path.endsWith("}") && !hasOne(one)).map((one) => one.path);
  expect(without.sort()).toEqual(Object.keys(withoutOne).sort());
});

test("every operation has its own id and at least one scope", () => {
  const all = Object.values(document.paths).flatMap((item) => Object.values(item)) as {
    operationId: string;
    security: { apiKey: string[] }[];
  }[];
  expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
  for (const { operationId, security } of all) expect([operationId, security.length > 0]).toEqual([operationId, true]);
});
