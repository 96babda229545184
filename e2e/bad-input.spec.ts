import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { type APIRequestContext, type APIResponse, expect, test } from "@playwright/test";
import { moveClock } from "./support/clock";
import { cronSecret, run } from "./support/installation";
import { owner, signInAs, thea } from "./support/people";
import { RawSender } from "./support/raw-sender";

// Whatever is sent: a clear sentence, the right status, the request's id; nothing of the inside, nothing lost, nothing
// run.

type Customer = { id: string; identifier: string };
type Link = { id: string; url: string; expiresAt: string };

let provider = "";
let own: Customer;
let other: Customer;
let ownKey = "";

const json = { "content-type": "application/json" };
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const machineCalls = ["collect", "enrol", "acknowledge", "heartbeat", "report", "release"];
const innards =
  /\bat .+\.(js|ts|mjs):\d+|node_modules|select .+ from|insert into|PostgresError|ECONN|\.builds|drizzle/i;

/**
 * A refusal: its status, a sentence for a person, the request's id, and nothing of the inside. @returns the sentence
 */
async function refused(answer: APIResponse, status: number): Promise<string> {
  const text = await answer.text();
  expect(answer.status(), text).toBe(status);
  expect(text).not.toMatch(innards);
  expect(answer.headers()["content-type"]).toContain("application/problem+json");
  const problem = JSON.parse(text) as { detail: string; requestId: string; status: number };
  expect(problem.status).toBe(status);
  expect(problem.detail).toMatch(/^[^\s].{10,}[.…)]$/su);
  expect(problem.requestId).toMatch(/^req_/);
  expect(answer.headers()["x-request-id"]).toBe(problem.requestId);
  return problem.detail;
}

async function made<T>(answer: APIResponse): Promise<T> {
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as T;
}

const addCustomer = async (request: APIRequestContext, name: string) =>
  made<Customer>(await request.post("/api/v1/customers", { headers: bearer(provider), data: { name } }));

const addLink = async (request: APIRequestContext, customer: Customer, more: Record<string, unknown> = {}) =>
  made<Link>(
    await request.post("/api/v1/links", {
      headers: bearer(provider),
      data: { customer: customer.id, service: "compute-node", ...more },
    }),
  );

test.beforeAll(async ({ request }) => {
  const scopes = "provisioning:write,provisioning:read,usage:write,usage:read,billing:read";
  provider = (await run<{ key: string }>("key", "create", "--scope", scopes)).key;
  own = await addCustomer(request, "Badinput Own GmbH");
  other = await addCustomer(request, "Badinput Other GmbH");
  ownKey = (await run<{ key: string }>("key", "create", "--scope", scopes, "--customer", own.identifier)).key;
});

test("what is no JSON, of another type, or too large is refused in one sentence", async ({ request }) => {
  for (const path of ["/api/machines/collect", "/api/machines/enrol"]) {
    expect(await refused(await request.post(path, { headers: json, data: Buffer.from('{"token": ') }), 400)).toContain(
      "not JSON",
    );
    expect(
      await refused(await request.post(path, { headers: json, data: Buffer.from([0x22, 0xff, 0x22]) }), 400),
    ).toContain("UTF-8");
    expect(
      await refused(await request.post(path, { headers: { "content-type": "text/plain" }, data: "{}" }), 415),
    ).toContain("application/json");
    expect(await refused(await request.post(path, { headers: json, data: `"${"x".repeat(300_000)}"` }), 413)).toContain(
      "256 KiB",
    );
    await refused(await request.post(path, { headers: json, data: "[]" }), 400);
    await refused(await request.post(path, { headers: json, data: "null" }), 400);
    await refused(
      await request.post(path, { headers: json, data: { token: 5, envelope: {}, publicKey: [], facts: "none" } }),
      400,
    );
  }
  for (const path of ["/api/v1/customers", "/api/v1/links"]) {
    const headers = { ...bearer(provider), ...json };
    expect(await refused(await request.post(path, { headers, data: Buffer.from("{") }), 400)).toContain("not JSON");
    await refused(await request.post(path, { headers, data: "[1, 2]" }), 400);
    await refused(
      await request.post(path, { headers: { ...headers, "content-type": "application/xml" }, data: "<a/>" }),
      415,
    );
    await refused(await request.post(path, { headers, data: `"${"x".repeat(300_000)}"` }), 413);
  }
  const events = { ...bearer(provider), "content-type": "application/cloudevents-batch+json" };
  expect(
    await refused(await request.post("/api/v1/events", { headers: events, data: Buffer.from("[{") }), 400),
  ).toContain("JSON");
  await refused(
    await request.post("/api/v1/events", { headers: { ...events, "content-type": "text/csv" }, data: "a,b" }),
    415,
  );
  await refused(
    await request.post("/api/v1/events", { headers: events, data: Buffer.alloc(20 * 1024 ** 2, 0x20) }),
    413,
  );
});

test("a sender who writes on after a refusal is never cut off, and goes on over the same connection", async () => {
  const sender = await RawSender.connect();
  const large = 20 * 1024 ** 2;
  const batch = { "content-type": "application/cloudevents-batch+json" };
  expect(await sender.post("/api/v1/events", { ...bearer(provider), ...batch }, large)).toBe(413);
  expect(await sender.post("/api/v1/events", { ...bearer(provider), "content-type": "text/csv" }, large)).toBe(415);
  expect(await sender.post("/api/v1/events", { ...bearer("nonsense"), ...batch }, large)).toBe(401);
  expect(await sender.post("/api/machines/collect", json, large)).toBe(413);
  expect(await sender.post("/api/health", json, large)).toBe(405);
  expect(await sender.post("/api/trpc/links.create", json, large)).toBe(413);
  expect(await sender.post("/api/machines/collect", json, 2)).toBe(400);
  sender.close();
});

test("wrong secrets, keys and tokens get 401, scopes that do not reach 403", async ({ request }) => {
  for (const call of machineCalls.slice(2))
    for (const authorization of ["", "Bearer nonsense", "Bearer a.b.c", "Basic YTpi", `Bearer ${provider}`])
      await refused(
        await request.post(`/api/machines/${call}`, { headers: { ...json, authorization }, data: {} }),
        401,
      );
  for (const path of ["customers", "machines", "links", "licenses", "billing-events", "usage", "usage-records"])
    for (const authorization of ["", "Bearer nonsense", `Bearer spw_${"x".repeat(40)}`, `Bearer ${provider}x`])
      await refused(await request.get(`/api/v1/${path}`, { headers: { authorization } }), 401);
  const reader = (await run<{ key: string }>("key", "create", "--scope", "usage:read")).key;
  expect(await refused(await request.get("/api/v1/links", { headers: bearer(reader) }), 403)).toContain(
    "provisioning:read",
  );
  await refused(await request.post("/api/v1/events", { headers: { ...bearer(reader), ...json }, data: {} }), 403);
  for (const secret of ["", "Bearer wrong", `Basic ${cronSecret()}`, cronSecret().slice(0, -1)])
    await refused(await request.post("/api/cron/billing", { headers: { authorization: secret } }), 401);
});

test("a method that an address does not take is refused in a sentence, everywhere", async ({ request }) => {
  const routes = ["app/api", "app/i"]
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`))
    .filter((file) => file.endsWith("/route.ts") && !/nextauth|trpc|\.\.\.rest/.test(file));
  expect(routes.length).toBeGreaterThan(18);
  for (const file of routes) {
    const path = file
      .replace(/^app/, "")
      .replace(/\/route\.ts$/, "")
      .replace(/\[\w+\]/g, "x");
    const options = await request.fetch(path, { method: "OPTIONS" });
    expect(options.status(), path).toBe(204);
    const allow = options.headers().allow ?? "";
    const others = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((method) => !allow.split(", ").includes(method));
    expect(others.length, path).toBeGreaterThan(0);
    for (const method of others) {
      const answer = await request.fetch(path, { method });
      expect(answer.headers().allow).toBe(allow);
      const plain = path.startsWith("/i/");
      const sentence = plain ? await answer.text() : await refused(answer, 405);
      expect(answer.status()).toBe(405);
      expect(sentence).toContain(`not ${method}.`);
      expect(answer.headers()["x-request-id"]).toMatch(/^req_/);
    }
  }
});

test("another company's things are not there: 404, and nothing of them changes", async ({ request }) => {
  const foreign = await addLink(request, other);
  const headers = bearer(ownKey);
  await refused(await request.delete(`/api/v1/links/${foreign.id}`, { headers }), 404);
  expect((await request.get(`${foreign.url}.sh`)).status()).toBe(200);
  for (const name of [other.id, other.identifier])
    for (const path of ["machines", "links", "licenses", "billing-events"])
      await refused(await request.get(`/api/v1/${path}?customer=${name}`, { headers }), 404);
  await refused(
    await request.post("/api/v1/links", { headers, data: { customer: other.id, service: "compute-node" } }),
    404,
  );
  await refused(await request.post("/api/v1/customers", { headers, data: { name: "Not mine to add" } }), 403);
  for (const id of ["mach_00000000000000000000000000", "'; drop table machines; --", "../../admin", "%00", "🏔️"]) {
    const path = `/api/v1/machines/${encodeURIComponent(id)}`;
    await refused(await request.get(path, { headers: bearer(provider) }), 404);
    await refused(await request.post(`${path}/approve`, { headers: { ...bearer(provider), ...json }, data: {} }), 404);
  }
});

test("values out of range, twice, or of another kind name their field", async ({ request }) => {
  const headers = bearer(provider);
  expect(await refused(await request.get("/api/v1/links?limit=1000", { headers }), 400)).toContain("limit");
  expect(await refused(await request.get("/api/v1/links?limit=1&limit=2", { headers }), 400)).toContain("limit");
  expect(await refused(await request.get("/api/v1/machines?state=flying", { headers }), 400)).toContain("state");
  await refused(await request.get("/api/v1/machines?after=not-a-place", { headers }), 400);
  await refused(await request.get("/api/v1/machines?surprise=1", { headers }), 400);
  const bad = async (data: Record<string, unknown>, status = 400) =>
    refused(
      await request.post("/api/v1/links", { headers, data: { customer: own.id, service: "compute-node", ...data } }),
      status,
    );
  expect(await bad({ usesMax: -1 })).toContain("usesMax");
  expect(await bad({ units: 1.5 })).toContain("units");
  expect(await bad({ os: "beos" })).toContain("os");
  expect(await bad({ expiresInMinutes: 1e9 })).toContain("expiresInMinutes");
  expect(await bad({ surprise: true })).toContain("surprise");
  await bad({ service: "no-such-service" }, 404);
  await bad({ customer: "nobody" }, 404);
  expect(await refused(await request.get("/api/nothing/here"), 404)).toContain("/api/nothing/here");
});

test("usage that cannot be counted is answered record by record, the rest is kept", async ({ request }) => {
  const event = (id: string, more: Record<string, unknown>) => ({
    specversion: "1.0",
    id,
    source: "bad-input",
    type: "com.spillway.usage.v1",
    subject: own.identifier,
    time: new Date().toISOString(),
    ...more,
  });
  const answer = await request.post("/api/v1/events", {
    headers: { ...bearer(provider), "content-type": "application/cloudevents-batch+json" },
    data: [event("one", { data: { meter: "no-such-meter", quantity: "1" } }), event("two", { data: "x" }), 7, null],
  });
  const text = await answer.text();
  expect([207, 422], text).toContain(answer.status());
  expect(text).not.toMatch(innards);
  expect(answer.headers()["x-request-id"]).toMatch(/^req_/);
});

test("links that are unknown, revoked or expired say so, in plain text, and hand nothing out", async ({ request }) => {
  const plain = async (url: string, status: number, word: string) => {
    for (const address of [url, `${url}.sh`]) {
      const answer = await request.get(address);
      expect(answer.status()).toBe(status);
      expect(answer.headers()["content-type"]).toContain("text/plain");
      expect(answer.headers()["x-request-id"]).toMatch(/^req_/);
      const text = await answer.text();
      expect(text.trim().split("\n")).toHaveLength(1);
      expect(text).toContain(word);
    }
    expect((await request.post(url)).status()).toBe(status);
  };
  await plain("/i/unknown", 404, "not known");
  await plain(`/i/${"x".repeat(43)}`, 404, "not known");
  await plain(`/i/${encodeURIComponent("../../etc/passwd")}`, 404, "not known");
  await plain("/i/%00", 404, "not known");
  await refused(await request.get(`/i/artefacts/${"0".repeat(64)}`), 404);
  await refused(await request.get("/i/artefacts/..%2F..%2Fsecrets.json"), 404);

  const revoked = await addLink(request, own);
  expect((await request.delete(`/api/v1/links/${revoked.id}`, { headers: bearer(provider) })).status()).toBe(204);
  expect((await request.delete(`/api/v1/links/${revoked.id}`, { headers: bearer(provider) })).status()).toBe(204);
  await plain(revoked.url, 410, "revoked");

  const expired = await addLink(request, own, { expiresInMinutes: 5 });
  expect((await request.get(`${expired.url}.sh`)).status()).toBe(200);
  moveClock({ minutes: 6 });
  await plain(expired.url, 410, "expired");
});

test("names that a shell, a page or a query could take for more stay names", async ({ request }) => {
  const names = [
    `O'Brien & "Sons" $(touch /tmp/spillway-was-here) \`id\``,
    "'; drop table customers; --",
    "</pre><script>alert(1)</script>",
    "🏔️ Größenwahn & Söhne \\ ätsch",
  ];
  for (const name of names) {
    const customer = await addCustomer(request, name);
    const link = await addLink(request, customer, { description: name });
    const page = await (await request.get(link.url)).text();
    expect(page).not.toContain("<script");
    const collector = await (await request.get(`${link.url}.sh`)).text();
    // Every shell of this machine reads it, and nothing of a name stands in it as code.
    execFileSync("sh", ["-n"], { input: collector });
    execFileSync("bash", ["-n"], { input: collector });
    const found = await request.get(`/api/v1/customers?search=${encodeURIComponent(name.slice(0, 20))}`, {
      headers: bearer(provider),
    });
    const listed = (await found.json()) as { customers: { name: string }[] };
    expect(listed.customers.map((row) => row.name)).toContain(name);
  }
  const long = { headers: bearer(provider), data: { name: "x".repeat(5000) } };
  expect(await refused(await request.post("/api/v1/customers", long), 400)).toContain("name");
  await refused(await request.post("/api/v1/customers", { headers: bearer(provider), data: { name: "   " } }), 400);
});

test("a page whose address asks for what there is not is missing, and offers itself without", async ({ page }) => {
  await signInAs(page, thea);
  const answer = await page.goto("/machines?after=nonsense");
  expect(answer?.status()).toBe(404);
  await page.getByRole("link", { name: "Open it without filters" }).click();
  await expect(page).toHaveURL(/\/machines$/);
  await expect(page.getByRole("heading", { name: "Machines", level: 1 })).toBeVisible();
});

test("a browser's calls are refused the same way", async ({ page }) => {
  const refusedCall = async (answer: APIResponse, status: number) => {
    const text = await answer.text();
    expect(answer.status(), text).toBe(status);
    expect(text).not.toMatch(innards);
    const { error } = JSON.parse(text) as { error: { json: { message: string; data: { requestId: string } } } };
    expect(error.json.message.length).toBeGreaterThan(10);
    expect(error.json.data.requestId).toMatch(/^req_/);
  };
  const { request } = page;
  await refusedCall(await request.post("/api/trpc/identity.viewAs", { headers: json, data: { json: {} } }), 401);
  await signInAs(page, thea);
  await refusedCall(
    await request.post("/api/trpc/identity.viewAs", { headers: json, data: { json: { customerId: "x" } } }),
    403,
  );
  await refusedCall(await request.post("/api/trpc/links.create", { headers: json, data: Buffer.from("{") }), 400);
  await refusedCall(
    await request.post("/api/trpc/links.create", { headers: json, data: { json: { usesMax: "many" } } }),
    400,
  );
  await refusedCall(
    await request.post("/api/trpc/links.create", { headers: { "content-type": "text/plain" }, data: "x" }),
    415,
  );
  await refusedCall(
    await request.post("/api/trpc/links.create", { headers: json, data: Buffer.alloc(2 * 1024 ** 2, 0x20) }),
    413,
  );
  await refusedCall(await request.get("/api/trpc/no.such"), 404);
});

test("an address with characters that none of ours has is answered with a refusal or the not-found page", async ({
  page,
}) => {
  await signInAs(page, owner);
  for (const path of [
    "/admin/machines/%00",
    "/admin/customers/a%00b",
    "/admin/licenses?q=%00",
    "/admin/machines?after=%00",
  ])
    expect([path, (await page.request.get(path)).status()]).toEqual([path, 404]);
  const faults = ["%0D%0Aset-cookie:x", "%E2%82%AC", "%00", "constructor", "Configuration"];
  for (const fault of faults)
    for (const path of [`/api/auth/error?error=${fault}`, `/sign-in?error=${fault}`])
      expect([path, (await page.request.get(path)).status() < 500]).toEqual([path, true]);
});
