import { execFile, execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createProxy, type Server } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { PrivateCa } from "@/agent/testing/private-ca";
import { GET } from "@/app/i/artefacts/[sha256]/route";
import { makeTestDatabase } from "@/db/testing";
import { inProvider, jobRequest } from "../context";
import { bundleProgram } from "../overflow/testing/sandbox-process";
import { ensureCatalogue } from "./ensure-catalogue";
import type { FetchedProgram } from "./fetch-programs";
import { missingPrograms } from "./missing-programs";

// The publisher is a TLS server of this test behind a proxy of this test: the real one is not asked.

const ca = new PrivateCa("Publisher's root");
const files = new Map<string, Buffer>();
let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let folder: string;
let program: string;
let publisher: ReturnType<typeof createServer>;
let proxy: Server;
let asked: string[];
const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  t = await makeTestDatabase();
  await inProvider(jobRequest("test"), (ctx) => ensureCatalogue(ctx, []));
  folder = mkdtempSync(path.join(tmpdir(), "spillway-fetch-"));
  const programs = mkdtempSync(path.join(process.cwd(), "node_modules/.fetch-"));
  program = path.join(programs, "fetching-process.mjs");
  await bundleProgram("server/catalogue/testing/fetching-process.ts", program);
  publisher = createServer(ca.issue({ host: "publisher.example" }), (request, response) => {
    const content = files.get(request.url ?? "");
    if (request.url === "/moved") response.writeHead(302, { location: "/elsewhere.bz2" }).end();
    else if (content) response.end(content);
    else response.writeHead(404).end();
  });
  proxy = createProxy();
  proxy.on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    const there = connect(portOf(publisher), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      there.pipe(socket).pipe(there);
    });
    for (const end of [socket, there]) end.on("error", () => {});
  });
  for (const server of [publisher, proxy])
    await new Promise<void>((done) => (server as Server).listen(0, "127.0.0.1", done));
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  for (const server of [publisher, proxy]) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(path.dirname(program), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  ca.remove();
  await t.drop();
});

const sha256 = (content: Buffer) => createHash("sha256").update(content).digest("hex");
function publish(name: string, content: Buffer): { url: string; sha256: string } {
  const file = path.join(folder, "program");
  writeFileSync(file, content);
  const packed = execFileSync("bzip2", ["-1c", file], { maxBuffer: 1024 ** 3 });
  files.set(name, packed);
  return { url: `https://publisher.example${name}`, sha256: sha256(packed) };
}
/** Fetches one file as the command does, in a process that trusts the publisher's CA and has a proxy. */
async function fetched(file: { url: string; sha256: string }, more: Record<string, string> = {}, arch = "amd64") {
  const release = { version: "9.9.9", files: [{ os: "linux", arch, ...file }] };
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(release)], {
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: ca.path,
      HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`,
      TMPDIR: folder,
      ...more,
    },
  });
  return (JSON.parse(stdout) as FetchedProgram[])[0];
}
const held = async () =>
  (await t.db.providerSql`select name, version, os, arch, sha256 from artefacts`).map((row) => ({ ...row }));

test("what is not the pinned file, too large, not there or not to be reached is refused with its cause, and not held", async () => {
  const good = publish("/restic.bz2", randomBytes(100_000));
  const wrong = await fetched({ ...good, sha256: "0".repeat(64) });
  expect(wrong).toMatchObject({
    sha256: null,
    error: expect.stringContaining("is not the pinned file: its SHA-256 is"),
  });
  const none = await fetched({ ...good, url: "https://publisher.example/none" });
  expect(none?.error).toContain("the publisher answered with status 404");
  const large = publish("/large.bz2", randomBytes(65 * 1024 ** 2));
  expect((await fetched(large))?.error).toContain("it is larger than 64 MiB");
  const bomb = publish("/bomb.bz2", Buffer.alloc(257 * 1024 ** 2));
  expect((await fetched(bomb))?.error).toContain("it is larger than 256 MiB");
  const untrusted = await fetched(good, { NODE_EXTRA_CA_CERTS: "" });
  expect(untrusted?.error).toMatch(/could not be fetched: unable to (verify|get)/);
  const away = await fetched(good, { HTTPS_PROXY: "http://127.0.0.1:1" });
  expect(away?.error).toContain("could not be fetched: connect ECONNREFUSED 127.0.0.1:1");
  expect(await held()).toEqual([]);
  expect(readdirSync(folder).filter((name) => name !== "program")).toEqual([]);
  expect((await inProvider(jobRequest("test"), missingPrograms)).get("cloud-backup")).toEqual(["restic"]);
});

test("the pinned file is fetched through the proxy, unpacked, held and handed out; then nobody is asked again", async () => {
  const content = randomBytes(3 * 1024 ** 2 + 1);
  const { url, ...pinned } = publish("/elsewhere.bz2", content);
  expect(await fetched({ ...pinned, url: new URL("/moved", url).href })).toMatchObject({
    ...{ service: "cloud-backup", name: "restic", version: "9.9.9", arch: "amd64" },
    ...{ sha256: sha256(content), error: null },
  });
  expect(new Set(asked)).toEqual(new Set(["publisher.example:443"]));
  expect(await held()).toEqual([
    { name: "restic", version: "9.9.9", os: "linux", arch: "amd64", sha256: sha256(content) },
  ]);
  const answer = await GET(new Request("http://127.0.0.1/"), { params: Promise.resolve({ sha256: sha256(content) }) });
  expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
  expect((await inProvider(jobRequest("test"), missingPrograms)).get("cloud-backup")).toEqual([]);
  asked = [];
  expect(await fetched({ url, ...pinned })).toBeUndefined();
  expect(asked).toEqual([]);
  // Another processor's is its own.
  const other = publish("/arm.bz2", randomBytes(1000));
  expect(await fetched(other, {}, "arm64")).toMatchObject({ arch: "arm64", error: null });
});
