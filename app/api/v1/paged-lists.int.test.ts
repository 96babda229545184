import { afterAll, beforeAll, expect, test } from "vitest";
import { memberships } from "@/db/schema";
import { inProvider, jobRequest } from "@/server/context";
import { addUser } from "@/server/identity/complete-sign-in";
import { recordUsage } from "@/server/usage/record/record-usage";
import { call, type ProgramsWorld, programsWorld } from "./testing";

let t: ProgramsWorld;
beforeAll(async () => {
  t = await programsWorld();
  const at = `/customers/${t.own}`;
  const made = async (method: "post" | "put", address: string, body: unknown) => {
    const { status, body: answer } = await call(t.keys.all, method, address, body);
    expect([address, answer, status < 300]).toEqual([address, answer, true]);
  };
  for (const name of ["ada", "mia", "zoe"]) {
    await made("post", `${at}/invitations`, { email: `${name}@x.example`, role: "technical" });
    await made("post", "/api-keys", { label: name, scopes: ["usage:read"], customer: t.own });
    await inProvider(jobRequest("test"), async (ctx) => {
      const { id: userId, email } = await addUser(ctx, { email: `${name}@member.example` });
      const row = { customerId: t.own, id: `memb_${name}`, userId, email, role: "technical" as const };
      await ctx.tx.insert(memberships).values({ ...row, createdAt: ctx.now });
    });
  }
  for (const id of ["one", "two", "three"]) {
    const used = { meter: "requests", quantity: "1", at: new Date(Date.now() - 60_000), start: null };
    const record = { id, source: "paged-lists", subject: null, cloud: null, customer: null, ...used };
    await recordUsage(jobRequest("test"), { sourceKind: "program", customerId: t.own, records: [record] });
  }
  const rates = { thresholdPercent: "80", overRate: "1.50", billingStep: "1" };
  const terms = { limit: "8", period: "month", overflowPolicy: "off", ...rates };
  for (const meter of ["units", "processor"])
    await made("post", `${at}/limits`, { plan: "compute-node-10", meter, ...terms });
  for (const validFrom of ["2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"])
    await made("put", "/usage-authorities", {
      ...{
        customer: t.own,
        cloud: "on-premises",
        meter: "units",
        sourceKind: "agent",
        validFrom,
        reason: "it reads them",
      },
    });
});
afterAll(() => t.drop());

test.each([
  ["members", () => `/customers/${t.own}/members`],
  ["invitations", () => `/customers/${t.own}/invitations`],
  ["apiKeys", () => `/api-keys?customer=${t.own}`],
  ["limits", () => `/customers/${t.own}/limits`],
  ["authorities", () => `/usage-authorities?customer=${t.own}`],
  ["batches", () => `/usage-batches?customer=${t.own}`],
])("%s come page by page, each once, in the order of the whole", async (name, address) => {
  const read = async (page: string) => {
    const { status, body } = await call(t.keys.all, "get", `${address()}${address().includes("?") ? "&" : "?"}${page}`);
    expect([status, body.detail]).toEqual([200, undefined]);
    return body;
  };
  const whole = await read("limit=200");
  expect([whole[name].length > 1, whole.next]).toEqual([true, null]);
  const rows: unknown[] = [];
  for (let next = ""; ; ) {
    const page = await read(`limit=1${next}`);
    expect(page[name]).toHaveLength(1);
    rows.push(...page[name]);
    if (page.next === null) break;
    next = `&after=${page.next}`;
  }
  expect(rows).toEqual(whole[name]);
});
