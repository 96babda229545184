import { once } from "node:events";
import { request as ask, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DomainError } from "../errors";
import { governConnections } from "./connections";
import { handle } from "./handle";
import { methods } from "./methods";
import { readSent } from "./read-body";

const mib = 1024 ** 2;
const echo = methods({
  POST: handle(async ({ request, address }) => {
    const body = await readSent(request, 4 * mib);
    const headers = { "x-type": request.headers.get("content-type") ?? "", "x-address": address };
    return new Response(body.length === 0 ? null : new Uint8Array(body), {
      status: body.length === 0 ? 204 : 200,
      headers,
    });
  }),
});
const refusing = handle(async () => {
  throw new DomainError("conflict", "That is so already.");
});
const failing = async () => {
  throw new Error("a fault");
};

let gone: () => void;
const went = new Promise<void>((resolve) => {
  gone = resolve;
});
const server = createServer((request, response) => response.end(`Next: ${request.method} ${request.url}`));
let port: number;
beforeAll(async () => {
  governConnections(
    undefined,
    new Map([
      ["POST /api/v1/events", echo.POST],
      ["GET /api/v1/refused", refusing],
      ["GET /api/v1/failing", failing],
      [
        "POST /api/v1/gone",
        async (request: Request) => {
          await request.text().catch(() => "");
          gone();
          return new Response("nobody reads this");
        },
      ],
    ]),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const fetched = (path: string, init?: RequestInit & { duplex?: "half" }) =>
  fetch(`http://127.0.0.1:${port}${path}`, init);
const post = (body: BodyInit, more: { duplex?: "half" } = {}) =>
  fetched("/api/v1/events?a=b", { method: "POST", body, headers: { "content-type": "text/x" }, ...more });

test("a hot path is answered by its handler, with the headers of every answer", async () => {
  const answer = await post("hello");
  expect([answer.status, await answer.text()]).toEqual([200, "hello"]);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-length": "5",
    "x-type": "text/x",
    "x-address": expect.stringMatching(/127\.0\.0\.1$/),
    "x-content-type-options": "nosniff",
    "x-request-id": expect.stringMatching(/^req_/),
  });
});

test("large bodies and bodies of unknown length arrive whole, and an empty one as none", async () => {
  const large = Buffer.alloc(2 * mib, 7);
  expect(Buffer.from(await (await post(large)).arrayBuffer()).equals(large)).toBe(true);
  const parts = new ReadableStream({
    start(controller) {
      for (const part of ["a", "b", "c"]) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });
  expect(await (await post(parts, { duplex: "half" })).text()).toBe("abc");
  expect((await post("")).status).toBe(204);
});

test("a body above the limit is refused while it is still sent", async () => {
  const answer = await post(Buffer.alloc(6 * mib));
  expect([answer.status, (await answer.json()).code]).toEqual([413, "too_large"]);
});

test("a refusal and a fault are answers", async () => {
  const refused = await fetched("/api/v1/refused");
  expect([refused.status, await refused.json()]).toMatchObject([409, { detail: "That is so already." }]);
  expect((await fetched("/api/v1/failing")).status).toBe(500);
});

test.each([
  ["PUT", "/api/v1/events"],
  ["GET", "/api/v1/events"],
  ["POST", "/api/v1/events/"],
  ["POST", "/api/v1/usage-corrections"],
])("%s %s is Next's to answer", async (method, path) => {
  expect(await (await fetched(path, { method })).text()).toBe(`Next: ${method} ${path}`);
});

test("a sender that goes away costs nothing but its request", async () => {
  const sent = ask({
    port,
    host: "127.0.0.1",
    method: "POST",
    path: "/api/v1/gone",
    headers: { "content-length": 3 * mib },
  });
  sent.on("error", () => {});
  sent.write(Buffer.alloc(1024));
  await once(sent, "socket");
  const arrived = once(server, "request").catch(() => {});
  void arrived;
  setImmediate(() => sent.destroy());
  await went;
  expect((await post("still here")).status).toBe(200);
});
