import { generateKeyPairSync } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import zlib, { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { DatabaseAway } from "@/db/pulse";
import { publicKeyPem } from "../collection/input";
import { DomainError } from "../errors";
import { parseInput } from "../parse-input";
import { addressBehind, networkOf, trustedProxies } from "./address";
import { BodyBudget } from "./body-budget";
import { governConnections, peerHeader } from "./connections";
import { handle, loggedPath } from "./handle";
import { methods } from "./methods";
import { readJson } from "./read-body";

const post = (body: string, type = "application/json") =>
  new Request("http://portal/i/secret.sh", { method: "POST", body, headers: { "content-type": type } });

afterEach(() => vi.restoreAllMocks());

describe("reading", () => {
  test("a body that is too large, of another type, or no JSON gets its sentence", async () => {
    await expect(readJson(post(`"${"x".repeat(300_000)}"`))).rejects.toThrow("larger than 256 KiB");
    await expect(readJson(post("{}", "text/plain"))).rejects.toThrow("this came as text/plain");
    await expect(readJson(post("{"))).rejects.toThrow("not JSON");
    expect(await readJson(post('{"a":1}', "application/json; charset=utf-8"))).toEqual({ a: 1 });
  });

  const packed = (body: Buffer | string, encoding = "gzip") =>
    new Request("http://portal/x", {
      method: "POST",
      body: new Uint8Array(Buffer.from(body)),
      headers: { "content-type": "application/json", "content-encoding": encoding },
    });

  test("a gzip body is read within the same limit, sent and inflated", async () => {
    expect(await readJson(packed(gzipSync('{"a":1}'), "GZIP"))).toEqual({ a: 1 });
    expect(await readJson(packed('{"a":1}', "identity"))).toEqual({ a: 1 });
    // 64 MiB of one letter in 64 KiB: the limit ends the inflating, not the length of the whole.
    const bomb = gzipSync(Buffer.alloc(64 * 1024 ** 2, "x"));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(readJson(packed(bomb))).rejects.toMatchObject({ code: "too_large" });
    await expect(readJson(packed(Buffer.alloc(300_000)))).rejects.toMatchObject({ code: "too_large" });
    await expect(readJson(packed("{}"))).rejects.toThrow("The body is not gzip");
    await expect(readJson(packed(gzipSync('{"a":1}').subarray(0, 12)))).rejects.toThrow("The body is not gzip");
    for (const encoding of ["br", "deflate", "gzip, gzip"])
      await expect(readJson(packed("{}", encoding))).rejects.toMatchObject({ code: "unsupported_media_type" });
  });

  const { zstdCompressSync, constants } = zlib as typeof zlib & {
    zstdCompressSync?: (bytes: Buffer, options?: object) => Buffer;
  };
  const windowLog = (constants as unknown as Record<string, number>).ZSTD_c_windowLog ?? 0;
  test("a zstd body too, where this Node.js has it, with a window of 8 MiB at most; else 415", async () => {
    if (!zstdCompressSync) {
      await expect(readJson(packed("{}", "zstd"))).rejects.toThrow("as it is, or with Content-Encoding: gzip.");
      return;
    }
    expect(await readJson(packed(zstdCompressSync(Buffer.from('{"a":1}')), "zstd"))).toEqual({ a: 1 });
    const bomb = zstdCompressSync(Buffer.alloc(64 * 1024 ** 2, "x"));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(readJson(packed(bomb, "zstd"))).rejects.toMatchObject({ code: "too_large" });
    const wide = zstdCompressSync(Buffer.alloc(32 * 1024 ** 2, "x"), { params: { [windowLog]: 24 } });
    await expect(readJson(packed(wide, "zstd"))).rejects.toThrow("The body is not zstd");
    await expect(readJson(packed("{}", "zstd"))).rejects.toThrow("The body is not zstd");
  });

  test("bytes of bodies are held until the answer, of one sender and of all; small bodies always fit", async () => {
    const kib = 1024;
    const budget = new BodyBudget({ each: 1000 * kib, total: 2000 * kib });
    const answers = new EventEmitter();
    const reading = (name: string, bytes: number) =>
      budget.lend(name, async (hold) => {
        for (let read = 0; read < bytes; read += 64 * kib) hold(64 * kib);
        await once(answers, name);
      });
    // 256 KiB of each are free: 744 of them count.
    const first = [reading("a", 1000 * kib), reading("b", 1000 * kib)];
    await expect(reading("a", 640 * kib)).rejects.toMatchObject({ code: "rate_limited" });
    await expect(reading("c", 900 * kib)).rejects.toMatchObject({ code: "unavailable" });
    const small = ["a", "c"].map((name) => reading(name, 256 * kib));
    answers.emit("a");
    await Promise.all([first[0], small[0]]);
    const again = reading("a", 1000 * kib);
    for (const name of ["a", "b", "c"]) answers.emit(name);
    await Promise.all([...first, ...small, again]);
    const whole = reading("c", 1300 * kib);
    await expect(whole).rejects.toMatchObject({ code: "rate_limited" });
  });

  test("an input's first fault names its field", () => {
    const schema = z.object({ a: z.object({ b: z.string({ error: "Give a word." }) }) });
    expect(() => parseInput(schema, { a: { b: 1 } })).toThrow("a.b: Give a word.");
  });
});

describe("answering", () => {
  test("an object goes out with the server's time, an error as problem details", async () => {
    const good = await handle(async () => ({ state: "ok" }))(post("{}"));
    expect(await good.json()).toEqual({ state: "ok", serverTime: expect.any(Number) });
    const bad = await handle(
      async () => {
        throw new DomainError("cloned", "A copy.", { retryAfterSeconds: 7 });
      },
      { codes: "upper" },
    )(post("{}"));
    expect(bad.status).toBe(409);
    expect(bad.headers.get("content-type")).toBe("application/problem+json");
    expect(bad.headers.get("retry-after")).toBe("7");
    expect(await bad.json()).toMatchObject({
      code: "CLONED",
      detail: "A copy.",
      requestId: expect.stringMatching(/^req_/),
    });
  });

  test("a 401 names the scheme, and whether the credential that was sent is the fault; a 415 what is read", async () => {
    const refusing = (code: "unauthenticated" | "unsupported_media_type", headers: Record<string, string>) =>
      handle(async () => {
        throw new DomainError(code, "No.");
      })(new Request("http://portal/x", { headers }));
    expect((await refusing("unauthenticated", {})).headers.get("www-authenticate")).toBe('Bearer realm="spillway"');
    expect((await refusing("unauthenticated", { authorization: "Bearer x" })).headers.get("www-authenticate")).toBe(
      'Bearer realm="spillway", error="invalid_token"',
    );
    expect((await refusing("unsupported_media_type", {})).headers.get("accept-encoding")).toMatch(/^gzip(, zstd)?$/);
  });

  test("a database that is away is no fault of the request: 503, and when to come again", async () => {
    for (const away of [new DatabaseAway("silent"), Object.assign(new Error("refused"), { code: "ECONNREFUSED" })]) {
      const answer = await handle(async () => {
        throw new Error("Failed query", { cause: away });
      })(post("{}"));
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
      expect((await answer.json()).detail).toBe("The database cannot be reached at the moment. Try again shortly.");
    }
  });

  test("of an unknown error nothing leaves, and no link is logged", async () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const answer = await handle(async () => {
      throw new Error("password=hunter2");
    })(post("{}"));
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("hunter2");
    expect(written).toHaveBeenCalledOnce();
    const line = JSON.parse(String(written.mock.calls[0]?.[0]));
    expect(line).toMatchObject({ level: "error", requestId: answer.headers.get("x-request-id"), path: "/i/…" });
    expect(loggedPath("http://portal/i/abc.sh?x=1")).toBe("/i/…");
  });
});

test("a method that a route does not take gets a sentence, the methods it takes and the request's id", async () => {
  const get = handle(async () => ({ state: "ok" }));
  const route = methods({ GET: get }, { codes: "upper" });
  expect(route.GET).toBe(get);
  const refused = await route.PUT(new Request("http://portal/", { method: "PUT" }));
  expect(refused.status).toBe(405);
  expect(refused.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
  expect(await refused.json()).toMatchObject({
    code: "METHOD_NOT_ALLOWED",
    detail: "This address takes GET, not PUT.",
    requestId: refused.headers.get("x-request-id"),
  });
  expect(route.OPTIONS().headers.get("allow")).toBe("GET, HEAD, OPTIONS");
  const plain = await methods({ GET: get, POST: get }, { plain: true }).DELETE(
    new Request("http://portal/", { method: "DELETE" }),
  );
  expect([plain.status, await plain.text()]).toEqual([405, "This address takes GET and POST, not DELETE.\n"]);
});

describe("address", () => {
  const trusted = trustedProxies("10.0.0.0/8, 192.0.2.7, nonsense");
  test("only trusted proxies are believed, from the right", () => {
    expect(addressBehind("203.0.113.9", "1.2.3.4", trusted)).toBe("203.0.113.9");
    expect(addressBehind("::ffff:10.1.1.1", "1.2.3.4, 198.51.100.2, 192.0.2.7", trusted)).toBe("198.51.100.2");
    expect(addressBehind("10.1.1.1", "made up", trusted)).toBe("10.1.1.1");
    expect(addressBehind("10.1.1.1", null, trusted)).toBe("10.1.1.1");
  });

  test("the socket's address overwrites what a client sends under that name", async () => {
    governConnections();
    const server = createServer((request, response) => response.end(String(request.headers[peerHeader])));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { [peerHeader]: "6.6.6.6" } });
    expect(await answer.text()).toBe("127.0.0.1");
    server.closeAllConnections();
    server.close();
  });
});

test("limits count an address by the network of its host", () => {
  expect(["203.0.113.9", "x@example.com"].map(networkOf)).toEqual(["203.0.113.9", "x@example.com"]);
  for (const same of ["2001:db8::1", "2001:DB8:0:0:ffff::2", "2001:0db8::a:b:c:d", "2001:db8::1.2.3.4"])
    expect(networkOf(same)).toBe("2001:db8:0:0::/64");
  expect(networkOf("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
  expect(networkOf("::1")).toBe("0:0:0:0::/64");
});

test("a private key sent as the public one is refused with a sentence, although OpenSSL would read it", async () => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  expect(() => parseInput(publicKeyPem, pem)).toThrow("This is a private key, which never leaves the machine.");
});
