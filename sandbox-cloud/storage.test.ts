import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CloudUnderTest } from "./cloud-under-test";

const run = promisify(execFile);
const hasRestic = spawnSync("restic", ["version"]).status === 0;
if (!hasRestic)
  process.stdout.write("skipped: the tests with a real restic, because there is no restic on this machine\n");

describe("the storage end point", () => {
  let cloud: CloudUnderTest;
  beforeAll(async () => {
    cloud = await CloudUnderTest.open();
  });
  afterAll(() => cloud.close());

  const account = async (name: string, quotaBytes: number) =>
    (await cloud.call("PUT", `/v1/storage/${name}`, { quotaBytes })).body;
  const request = (as: { user: string; password: string }, method: string, path: string, more: RequestInit = {}) => {
    const authorization = `Basic ${Buffer.from(`${as.user}:${as.password}`).toString("base64")}`;
    const headers = { ...(more.headers as Record<string, string>), authorization };
    return fetch(`${cloud.address}/storage/${path}`, { ...more, method, headers });
  };
  const bytesOf = async (name: string) => {
    const { accounts } = (await cloud.call("GET", "/v1/storage")).body;
    return accounts.find((one: { account: string }) => one.account === name).bytes;
  };
  const blob = (size: number, fill: string) => {
    const body = Buffer.alloc(size, fill);
    return { body, name: createHash("sha256").update(body).digest("hex") };
  };

  it("creates an account once and takes its new quota", async () => {
    const first = await account("acct-a", 1000);
    expect(first).toEqual({ url: `${cloud.address}/storage/acct-a/`, user: "acct-a", password: expect.any(String) });
    expect(await account("acct-a", 2000)).toEqual(first);
    expect((await cloud.call("GET", "/v1/storage")).body.accounts).toContainEqual({
      account: "acct-a",
      bytes: 0,
      quotaBytes: 2000,
    });
    expect((await cloud.call("PUT", "/v1/storage/acct-a", { quotaBytes: -1 })).status).toBe(422);
    expect((await cloud.call("PUT", "/v1/storage/..%2Fx", { quotaBytes: 1 })).status).toBe(422);
  });

  it("separates accounts", async () => {
    const [a, b] = [await account("apart-a", 1000), await account("apart-b", 1000)];
    expect((await request(a, "GET", "apart-b/keys/")).status).toBe(403);
    expect((await request(b, "POST", "apart-a/?create=true")).status).toBe(403);
    expect((await request(a, "GET", "no-such-account/keys/")).status).toBe(403);
    expect((await request({ user: "apart-a", password: b.password }, "GET", "apart-a/keys/")).status).toBe(401);
    expect((await fetch(`${cloud.address}/storage/apart-a/keys/`)).status).toBe(401);
    expect((await request(a, "GET", "apart-a/..%2f..%2fapart-b/config")).status).toBe(404);
  });

  it("holds to the quota, but lets a lock in so that an account can clear up", async () => {
    const a = await account("quota", 1000);
    const [first, second, lock] = [blob(900, "a"), blob(200, "b"), blob(50, "c")];
    expect((await request(a, "POST", `quota/data/${first.name}`, { body: first.body })).status).toBe(200);
    const refused = await request(a, "POST", `quota/data/${second.name}`, { body: second.body });
    expect(refused.status).toBe(507);
    expect(((await refused.json()) as { error: string }).error).toBe("quota");
    expect((await request(a, "POST", `quota/locks/${lock.name}`, { body: lock.body })).status).toBe(200);
    expect(await bytesOf("quota")).toBe(950);
    await account("quota", 2000);
    expect((await request(a, "POST", `quota/data/${second.name}`, { body: second.body })).status).toBe(200);
    expect((await request(a, "DELETE", `quota/data/${first.name}`)).status).toBe(200);
    expect(await bytesOf("quota")).toBe(250);
    const results = await Promise.all(
      ["d", "e", "f"].map((fill) => {
        const one = blob(800, fill);
        return request(a, "POST", `quota/data/${one.name}`, { body: one.body });
      }),
    );
    expect(results.map(({ status }) => status).sort()).toEqual([200, 200, 507]);
  });

  it("speaks the protocol: lists, ranges, heads, hashes", async () => {
    const a = await account("speaks", 100_000);
    const one = blob(1000, "x");
    const path = `speaks/machine-1/data/${one.name}`;
    expect((await request(a, "POST", "speaks/machine-1/?create=true")).status).toBe(200);
    expect((await request(a, "HEAD", "speaks/machine-1/config")).status).toBe(404);
    expect((await request(a, "POST", "speaks/machine-1/config", { body: "c" })).status).toBe(200);
    expect((await request(a, "POST", "speaks/machine-1/config", { body: "d" })).status).toBe(403);
    expect((await request(a, "POST", path, { body: "not that" })).status).toBe(400);
    expect((await request(a, "POST", path, { body: one.body })).status).toBe(200);
    expect((await request(a, "POST", path, { body: one.body })).status).toBe(200);
    expect(await bytesOf("speaks")).toBe(1001);
    const head = await request(a, "HEAD", path);
    expect([head.status, head.headers.get("content-length")]).toEqual([200, "1000"]);
    const part = await request(a, "GET", path, { headers: { range: "bytes=990-1999" } });
    expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
      206,
      "bytes 990-999/1000",
      "x".repeat(10),
    ]);
    expect((await request(a, "GET", path, { headers: { range: "bytes=1000-" } })).status).toBe(416);
    const v2 = { headers: { accept: "application/vnd.x.restic.rest.v2" } };
    expect(await (await request(a, "GET", "speaks/machine-1/data/", v2)).json()).toEqual([
      { name: one.name, size: 1000 },
    ]);
    expect(await (await request(a, "GET", "speaks/machine-1/data/")).json()).toEqual([one.name]);
    expect(await (await request(a, "GET", "speaks/machine-2/data/")).json()).toEqual([]);
    expect((await request(a, "DELETE", path)).status).toBe(200);
    expect((await request(a, "DELETE", path)).status).toBe(404);
  });

  it.skipIf(!hasRestic)("serves a real restic, also over a kill of the cloud", { timeout: 120_000 }, async () => {
    const { url, user, password } = await account("real", 50_000_000);
    const source = join(cloud.folder, "source");
    mkdirSync(join(source, "deep"), { recursive: true });
    const big = Buffer.from(Array.from({ length: 3_000_000 }, (_, n) => (n * n * 31 + (n >> 7)) & 255));
    writeFileSync(join(source, "deep/big"), big);
    writeFileSync(join(source, "small"), "first");
    const restic = async (...args: string[]) => {
      const repository = `rest:${url.replace("://", `://${user}:${password}@`)}machine-1/`;
      const env = {
        ...process.env,
        HOME: cloud.folder,
        RESTIC_PASSWORD: "secret",
        RESTIC_REPOSITORY: repository,
      };
      return (await run("restic", ["--cache-dir", join(cloud.folder, "cache"), ...args], { env })).stdout;
    };
    await restic("init");
    await restic("backup", source);
    const before = await bytesOf("real");
    expect(before).toBeGreaterThan(1000);

    await cloud.stop("SIGKILL");
    await cloud.start();
    expect(await account("real", 50_000_000)).toEqual({ url, user, password });
    expect(await bytesOf("real")).toBe(before);

    writeFileSync(join(source, "small"), "second");
    rmSync(join(source, "deep/big"));
    await restic("backup", source);
    const snapshots = JSON.parse(await restic("snapshots", "--json"));
    expect(snapshots).toHaveLength(2);
    const target = join(cloud.folder, "target");
    await restic("restore", snapshots[0].id, "--target", target);
    expect(readFileSync(join(target, source, "deep/big")).equals(big)).toBe(true);
    expect(readFileSync(join(target, source, "small"), "utf8")).toBe("first");
    await restic("check", "--read-data");
    await restic("forget", "--keep-last", "1", "--prune");
    expect(JSON.parse(await restic("snapshots", "--json"))).toHaveLength(1);
    expect(await bytesOf("real")).toBeLessThan(before);
    await restic("check", "--read-data");
  });
});
