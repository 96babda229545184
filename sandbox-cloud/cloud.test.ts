import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CloudUnderTest } from "./cloud-under-test";

describe("the sandbox cloud's API", () => {
  let cloud: CloudUnderTest;
  beforeAll(async () => {
    cloud = await CloudUnderTest.open(["--price-factor", "0.9", "--capacity", "3"]);
  });
  afterAll(() => cloud.close());

  it("says who it is, to the bearer of its token only", async () => {
    expect((await cloud.call("GET", "/v1")).body).toMatchObject({ name: "sandbox-a", program: "sandbox-cloud" });
    const refused = await cloud.call("GET", "/v1", undefined, "another");
    expect(refused.status).toBe(401);
    expect(refused.body.error).toBe("unauthorized");
    expect((await cloud.call("GET", "/v1/nothing")).status).toBe(404);
  });

  it("offers flavors with prices as decimal strings and what still fits", async () => {
    const { body } = await cloud.call("GET", "/v1/inventory");
    const large = body.flavors.find(({ id }: { id: string }) => id === "s1.large");
    expect(large).toEqual({
      id: "s1.large",
      vcpu: 4,
      memoryBytes: 8 * 1024 ** 3,
      storageBytes: 320 * 1024 ** 3,
      pricePerHour: "0.0576",
      currency: "EUR",
      capacity: 3,
    });
    expect(body.images).toHaveLength(1);
  });

  it("gives one instance for one key, also when asked twice at once", async () => {
    const order = { flavor: "s1.large" };
    const replies = await Promise.all([1, 2, 3, 4].map(() => cloud.create("same", "", order)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 201]);
    expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
    const { body } = await cloud.call("GET", "/v1/instances?tag.event=same&account=acct-1");
    expect(body.instances).toEqual([replies[0]?.body]);
    expect((await cloud.call("GET", "/v1/instances?tag.event=other")).body.instances).toEqual([]);
    expect((await cloud.call("GET", "/v1/instances?tag.event=same&account=acct-2")).body.instances).toEqual([]);
  });

  it("has room for so many of a flavor, and gets it back", async () => {
    const keys = ["room-1", "room-2", "room-3"];
    const made = [];
    for (const key of keys) made.push((await cloud.create(key, "", { flavor: "bk1.large" })).body.id);
    const refused = await cloud.create("room-4", "", { flavor: "bk1.large" });
    expect([refused.status, refused.body.error]).toEqual([409, "no_capacity"]);
    expect((await cloud.call("DELETE", `/v1/instances/${made[0]}`)).status).toBe(204);
    expect((await cloud.create("room-4", "", { flavor: "bk1.large" })).status).toBe(201);
  });

  it("refuses what it does not understand", async () => {
    expect((await cloud.create("x", "", { flavor: "none" })).body.error).toBe("unknown_flavor");
    expect((await cloud.create("x", "", { image: "none" })).body.error).toBe("unknown_image");
    expect((await cloud.create("", "")).body.error).toBe("invalid");
    expect((await cloud.call("GET", "/v1/instances/i-none")).status).toBe(404);
    expect((await cloud.call("POST", "/v1/notices", { filler: "x".repeat(1024 * 1024) })).status).toBe(413);
  });

  it("fails by name", async () => {
    const full = await cloud.create("f1", "", { name: "a-full-b" });
    expect([full.status, full.body.error]).toEqual([409, "no_capacity"]);
    expect((await cloud.create("f2", "", { account: "a-broken-b" })).status).toBe(500);
    const startedMs = performance.now();
    expect((await cloud.create("f3", "", { name: "a-slow-b" })).status).toBe(201);
    expect(performance.now() - startedMs).toBeGreaterThan(2900);
  });

  it("does the work and drops the connection", async () => {
    await expect(cloud.create("lost", "", { name: "a-lost-b", flavor: "s1.medium" })).rejects.toThrow();
    const found = (await cloud.call("GET", "/v1/instances?tag.event=lost")).body.instances;
    expect(found).toHaveLength(1);
    await expect(cloud.create("lost-once", "", { name: "a-lost-once-b", flavor: "s1.medium" })).rejects.toThrow();
    const again = await cloud.create("lost-once", "", { name: "a-lost-once-b", flavor: "s1.medium" });
    expect(again.status).toBe(200);
  });

  it("fails the first time only, also over a restart", async () => {
    expect((await cloud.call("POST", "/v1/notices", { id: "n-once-1" })).status).toBe(500);
    await cloud.stop("SIGKILL");
    await cloud.start();
    expect((await cloud.call("POST", "/v1/notices", { id: "n-once-1" })).status).toBe(202);
    expect((await cloud.call("POST", "/v1/notices", { id: "n-once-2" })).status).toBe(500);
  });

  it("stores a notice once, gives the same receipt again, and has every request in its log", async () => {
    const notice = { id: "notice-1", account: "acct-1", inExcess: false };
    const first = await cloud.call("POST", "/v1/notices", notice);
    expect(first.status).toBe(202);
    appendFileSync(join(cloud.data, "notices.jsonl"), '{"receipt":"torn');
    await cloud.stop("SIGKILL");
    await cloud.start();
    expect((await cloud.call("POST", "/v1/notices", notice)).body).toEqual(first.body);
    await cloud.call("POST", "/v1/notices", { id: "notice-2" });
    const { notices } = (await cloud.call("GET", "/v1/notices")).body;
    const mine = notices.filter(({ body }: { body: { id: string } }) => body.id.startsWith("notice-"));
    expect(mine.map(({ body }: { body: unknown }) => body)).toEqual([notice, { id: "notice-2" }]);
    const { requests } = (await cloud.call("GET", "/v1/requests")).body;
    const sent = requests.filter(({ body }: { body: { id?: string } | null }) => body?.id === "notice-1");
    expect(sent.map(({ method, path, status }: Record<string, unknown>) => [method, path, status])).toEqual([
      ["POST", "/v1/notices", 202],
      ["POST", "/v1/notices", 202],
    ]);
    const dropped = requests.find(({ body }: { body: { key?: string } | null }) => body?.key === "lost");
    expect(dropped.status).toBe(0);
  });
});
