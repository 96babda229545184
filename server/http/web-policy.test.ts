import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { governConnections } from "./connections";
import { nonceOf, webPolicy } from "./web-policy";

const settings = {
  SPILLWAY_MODE: "demo",
  HOST: "192.0.2.9",
  NEXTAUTH_URL: "https://demo.example",
  origin: "https://machines.example",
} as const;
const server = createServer((asked, answer) => {
  if (asked.url === "/own") answer.setHeader("content-security-policy", "default-src 'none'");
  answer.end(nonceOf(String(asked.headers["content-security-policy"] ?? "")) ?? "none");
});
beforeAll(async () => {
  governConnections(webPolicy(settings, false));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Asks as a client that may name any host and send any header. */
const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  new Promise<{ status?: number; policy: string; hsts?: string; text: string }>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    request({ port, host: "127.0.0.1", path, headers, method }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => {
        text += chunk;
      });
      answer.on("end", () =>
        resolve({
          status: answer.statusCode,
          policy: String(answer.headers["content-security-policy"] ?? ""),
          hsts: answer.headers["strict-transport-security"],
          text,
        }),
      );
    })
      .on("error", reject)
      .end();
  });

describe("the policy of the web", () => {
  test("each page has a nonce of its own, and nothing inline runs without it", async () => {
    const mine = "default-src 'self' 'nonce-mine'";
    const [one, other] = [await ask("/", { "content-security-policy": mine }), await ask("/admin")];
    expect(one.text).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(other.text).not.toBe(one.text);
    expect(one.policy).toContain(`script-src 'self' 'nonce-${one.text}';`);
    expect(one.policy).toContain(`style-src-elem 'self' 'nonce-${one.text}';`);
    expect(one.policy.replace("style-src-attr 'unsafe-inline'", "")).not.toContain("unsafe");
  });

  test("an answer's own policy stands, alone", async () => {
    expect((await ask("/own")).policy).toBe("default-src 'none'");
    expect((await ask("/api/v1/usage", { "content-security-policy": "script-src 'nonce-mine'" })).text).toBe("none");
  });

  test("browsers that came by https go on by https; plain http is given no such promise", async () => {
    expect((await ask("/api/health")).hsts).toBe("max-age=31536000");
    expect(webPolicy({ ...settings, NEXTAUTH_URL: "http://127.0.0.1:3000" }, false).https).toBe(false);
  });

  test("a demo is reached by this machine's names and those that its operator gave; elsewhere by any", async () => {
    for (const host of [
      "localhost",
      "LOCALHOST:3000",
      "127.0.0.1:9",
      "[::1]:3000",
      "192.0.2.9",
      "demo.example",
      "machines.example",
    ])
      expect([host, (await ask("/", { host })).status]).toEqual([host, 200]);
    for (const host of [
      "evil.example",
      "evil.example:3000",
      "127.0.0.1.evil.example",
      "localhost.evil.example",
      "192.0.2.8",
      "x y",
    ]) {
      const answer = await ask("/", { host });
      expect([host, answer.status]).toEqual([host, 421]);
      expect(answer.text).toContain("Open it as localhost, 127.0.0.1 or [::1]");
    }
    expect(webPolicy({ ...settings, SPILLWAY_MODE: "production" }, false).hosts).toBeNull();
  });
});

test("a page takes GET and HEAD alone, so that Next reads no body as a server action's", async () => {
  const action = { host: "demo.example", "next-action": "x", "content-type": "multipart/form-data; boundary=x" };
  for (const path of ["/", "/sign-in", "/i/a/b", "/api", "/api/../sign-in", "/.well-known/jwks.json", "//"])
    expect([path, await ask(path, action, "POST")]).toMatchObject([
      path,
      { status: 405, text: "This address takes GET and HEAD, not POST.\n" },
    ]);
  for (const path of ["/api/session/sign-out", "/api/v1/events", "/i/abc.sh", "/i/artefacts/0a"])
    expect([path, (await ask(path, action, "POST")).status]).toEqual([path, 200]);
});

test.each(["nonsense", "http://", "//a b"])("an Origin of %s is refused in a sentence", async (origin) => {
  expect(await ask("/", { host: "demo.example", origin })).toMatchObject({
    status: 400,
    text: "The Origin header is no address.\n",
  });
});
