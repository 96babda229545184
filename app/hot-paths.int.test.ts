import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inProvider } from "@/server/context";
import { governConnections } from "@/server/http/connections";
import { createApiKey } from "@/server/identity/create-api-key";
import { job, usageWorld } from "@/server/usage/testing";
import { hotPaths } from "./hot-paths";

/** The two doors to a hot path: its route's handler, as Next calls it, and the listener before Next. */
let t: Awaited<ReturnType<typeof usageWorld>>;
let key: string;
const server = createServer((_, response) => response.writeHead(599).end());
beforeAll(async () => {
  t = await usageWorld();
  const made = await inProvider(job(), (ctx) =>
    createApiKey(ctx, { customerId: "cust_acme", scopes: ["usage:write", "provisioning:read"], label: "test" }),
  );
  key = made.key;
  governConnections(undefined, hotPaths);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(async () => {
  server.close();
  await t.drop();
});

const time = new Date(Math.floor(Date.now() / 900_000) * 900_000 - 60_000).toISOString();
const asked = JSON.stringify({ meter: "units", quantity: "1", machine: "mach_a" });
const event = (id: string, more: object = {}) =>
  JSON.stringify({
    specversion: "1.0",
    id,
    source: "two-doors",
    type: "units",
    subject: "mach_a",
    time,
    data: { quantity: "1" },
    ...more,
  });
const json = { "content-type": "application/json" };
const cloudEvent = { "content-type": "application/cloudevents+json" };
const authorized = () => ({ authorization: `Bearer ${key}` });

/** What differs between any two answers to the same request. */
async function comparable(answer: Response) {
  const { date: _, connection: __, "keep-alive": ___, ...headers } = Object.fromEntries(answer.headers);
  const ours = Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) =>
        !/^(content-length|transfer-encoding|x-content-type-options|x-frame-options|referrer-policy|permissions-policy|ratelimit|x-request-id)$/.test(
          name,
        ),
    ),
  );
  const text = await answer.text();
  const body = text === "" ? null : { ...JSON.parse(text), requestId: "", serverTime: 0, entries: undefined };
  const sentence = typeof body?.detail === "string" ? body.detail.replace(/req_\w+/, "") : undefined;
  return { status: answer.status, headers: ours, body: body && { ...body, detail: sentence } };
}

type Case = [what: string, path: string, init: () => RequestInit, status: number];
const cases: Case[] = [
  [
    "a record",
    "POST /api/v1/events",
    () => ({ headers: { ...cloudEvent, ...authorized() }, body: event("same") }),
    204,
  ],
  [
    "a record that is refused",
    "POST /api/v1/events",
    () => ({ headers: { ...cloudEvent, ...authorized() }, body: event("refused", { source: "mach_b" }) }),
    422,
  ],
  ["no JSON", "POST /api/v1/events", () => ({ headers: { ...cloudEvent, ...authorized() }, body: "{" }), 400],
  [
    "another type",
    "POST /api/v1/events",
    () => ({ headers: { "content-type": "text/plain", ...authorized() }, body: "x" }),
    415,
  ],
  ["no credential", "POST /api/v1/events", () => ({ headers: cloudEvent, body: event("nobody") }), 401],
  ["a heartbeat without a token", "POST /api/machines/heartbeat", () => ({ headers: json, body: "{}" }), 401],
  ["an enrolment that is none", "POST /api/machines/enrol", () => ({ headers: json, body: "{}" }), 400],
  [
    "an unknown machine",
    "GET /api/v1/entitlements/check?machine=mach_none&service=cloud-backup",
    () => ({ headers: authorized() }),
    404,
  ],
  [
    "further use",
    "POST /api/v1/entitlements/check",
    () => ({ headers: { ...json, ...authorized() }, body: asked }),
    200,
  ],
  [
    "further use of nothing",
    "POST /api/v1/entitlements/check",
    () => ({ headers: { ...json, ...authorized() }, body: "{}" }),
    400,
  ],
  ["a question without its parameters", "GET /api/v1/entitlements/check", () => ({ headers: authorized() }), 400],
];

test.each(cases)("%s gets one answer by both doors", async (_, named, init, status) => {
  const [method = "", path = ""] = named.split(" ");
  const handler = hotPaths.get(named.split("?")[0] ?? "");
  const { port } = server.address() as AddressInfo;
  const [byNext, byDoor] = [
    await handler?.(new Request(`http://127.0.0.1:${port}${path}`, { method, ...init() })),
    await fetch(`http://127.0.0.1:${port}${path}`, { method, ...init() }),
  ];
  expect(byNext?.status).toBe(status);
  expect(await comparable(byDoor)).toEqual(await comparable(byNext as Response));
});
