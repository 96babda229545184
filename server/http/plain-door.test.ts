import { EventEmitter, once } from "node:events";
import { request as ask, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { governConnections } from "./connections";
import { readSent } from "./read-body";

const mib = 1024 ** 2;
const echo = async (request: Request) => {
  const body = await readSent(request, { limitBytes: 4 * mib }).catch(() => null);
  if (body === null) return Response.json({ code: "too_large" }, { status: 413 });
  const headers = { "x-type": request.headers.get("content-type") ?? "", "x-url": request.url };
  if (body.length === 0) return new Response(null, { status: 204, headers });
  return new Response(new Uint8Array(body), { headers });
};
const refusing = async () => Response.json({ detail: "That is so already." }, { status: 409 });
const failing = async () => {
  throw new Error("a fault");
};

/** What happens to the request of the sender that goes away. */
const seen = new EventEmitter();
const server = createServer((request, response) => response.end(`Next: ${request.method} ${request.url}`));
let port: number;
beforeAll(async () => {
  governConnections(
    undefined,
    new Map([
      ["POST /api/v1/events", echo],
      ["GET /api/v1/refused", refusing],
      ["GET /api/v1/failing", failing],
      [
        "POST /api/v1/gone",
        async (request: Request) => {
          seen.emit("began");
          await request.text().catch(() => seen.emit("broke off"));
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
    "x-content-type-options": "nosniff",
    "x-url": `http://127.0.0.1:${port}/api/v1/events?a=b`,
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
  const [began, brokeOff] = [once(seen, "began"), once(seen, "broke off")];
  sent.write(Buffer.alloc(1024));
  await began;
  sent.destroy();
  await brokeOff;
  expect((await post("still here")).status).toBe(200);
}, 20_000);
