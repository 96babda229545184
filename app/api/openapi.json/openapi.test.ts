import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openApiDocument } from "./document";

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
    requestBody: {
      content: {
        "application/json": {
          schema: {
            type: "object",
            additionalProperties: false,
            required: ["service"],
            properties: {
              usesMax: { type: "integer", minimum: 1, maximum: 10_000, default: 1 },
              approve: { enum: ["auto", "each"] },
            },
          },
        },
      },
    },
    responses: { "201": {}, default: { $ref: "#/components/responses/Problem" } },
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

test("every operation has its own id and at least one scope", () => {
  const all = Object.values(document.paths).flatMap((item) => Object.values(item)) as {
    operationId: string;
    security: { apiKey: string[] }[];
  }[];
  expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
  for (const { operationId, security } of all) expect([operationId, security.length > 0]).toEqual([operationId, true]);
});
