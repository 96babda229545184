import { afterAll, beforeAll, expect, test } from "vitest";
import { call, type ProgramsWorld, programsWorld } from "./testing";

// Programs price plans, and move subscriptions between their versions (docs/rules.md 7.19, 7.20).

let t: ProgramsWorld;
beforeAll(async () => {
  t = await programsWorld();
});
afterAll(() => t.drop());

type Method = Parameters<typeof call>[1];
/** By the provider's key, or another; the answer of one that is done. */
async function done(method: Method, address: string, body?: unknown, key = t.keys.all) {
  const { status, body: answer } = await call(key, method, address, body);
  expect([address, answer?.detail, status < 300]).toEqual([address, undefined, true]);
  return answer;
}
const fee = (amount: string) => ({
  ...{ id: "fee", name: "Fee", kind: "recurring", amount, months: 1, timing: "advance", cycle: "anniversary" },
});

test("a plan is added, drafted, saved, published; a company's key sees what it may have, and changes nothing", async () => {
  const plan = { service: "compute-node", slug: "nodes", name: "Nodes", seats: 5, allocationMaximum: 10 };
  expect(await done("post", "/plans", plan)).toMatchObject({ slug: "nodes", version: null, prices: [] });
  const content = { trialDays: 7, prices: [{ currency: "EUR", components: [fee("30.00")] }] };
  expect(await done("put", "/plans/nodes/versions/1", content)).toMatchObject({ number: 1, publishedAt: null });
  expect((await done("get", "/plans/nodes/versions", undefined, t.keys.ownAll)).versions).toEqual([]);
  const wrong = { prices: [{ currency: "EUR", components: [fee("30.001")] }] };
  for (const [body, sentence] of [
    [wrong, "EUR has 2 decimals"],
    [{ prices: [...content.prices, ...content.prices] }, "A currency is given twice"],
    [{ prices: [{ currency: "EUR", components: [fee("1"), fee("2")] }] }, "the same id"],
    [{ prices: [{ currency: "EURO", components: [] }] }, "ISO 4217"],
    [{ prices: [{ currency: "EUR", components: Array(21).fill(fee("1")) }] }, "at most 20"],
  ] as const) {
    const { status, body: answer } = await call(t.keys.all, "put", "/plans/nodes/versions/1", body);
    expect([status, answer.detail]).toEqual([400, expect.stringContaining(sentence)]);
  }
  await done("post", "/plans/nodes/versions/1/publish", {});
  expect((await call(t.keys.all, "put", "/plans/nodes/versions/1", content)).status).toBe(409);
  expect((await call(t.keys.all, "delete", "/plans/nodes/versions/1")).status).toBe(409);
  expect(await done("get", "/plans/nodes", undefined, t.keys.ownAll)).toMatchObject({ version: 1, trialDays: 7 });
  const draft = await done("post", "/plans/nodes/versions", { copy: 1, customerId: t.foreign });
  expect(draft).toMatchObject({ number: 2, customerId: t.foreign, prices: content.prices });
  await done("post", "/plans/nodes/versions/2/publish", {});
  // What another company was given is nobody else's to see.
  expect((await call(t.keys.ownAll, "get", "/plans/nodes/versions/2")).status).toBe(404);
  expect((await done("get", "/plans/nodes/versions", undefined, t.keys.ownAll)).versions).toHaveLength(1);
  await done("post", "/plans/nodes/versions", {});
  await done("delete", "/plans/nodes/versions/3");
  expect((await call(t.keys.all, "get", "/plans/nodes/versions/3")).status).toBe(404);
});

test("a subscription has its version and discounts, and is moved at renewal", async () => {
  const own = `/customers/${t.own}`;
  const terms = { thresholdPercent: "80", overRate: "1", billingStep: "1", overflowPolicy: "off" };
  const limit = { plan: "nodes", meter: "requests", limit: "8", period: "month", ...terms };
  await done("post", `${own}/limits`, limit);
  const { subscriptions } = await done("get", `${own}/subscriptions`);
  const found = subscriptions.find((one: { plan: string }) => one.plan === "nodes");
  expect(found).toMatchObject({ currency: "EUR", versions: [{ number: 1 }], discounts: [] });
  const address = `${own}/subscriptions/${found.id}`;
  expect(await done("get", address, undefined, t.keys.ownAll)).toMatchObject({ id: found.id });
  expect((await call(t.keys.all, "put", `${address}/version`, { version: 2, at: "now" })).status).toBe(404);
  await done("post", "/plans/nodes/versions", { copy: 1 });
  const { versions } = await done("get", "/plans/nodes/versions");
  const next = versions[0].number;
  expect((await call(t.keys.all, "put", `${address}/version`, { version: next, at: "now" })).status).toBe(409);
  await done("post", `/plans/nodes/versions/${next}/publish`, {});
  const moved = await done("put", `${address}/version`, { version: next, at: "renewal" });
  expect(moved.versions).toMatchObject([{ number: 1 }, { number: next, validFrom: found.renewsAt }]);
  const discount = { name: "Launch", kind: "percent", value: "25", reason: "launch" };
  const { discounts } = await done("post", `${address}/discounts`, discount);
  expect(discounts).toMatchObject([{ name: "Launch", value: "25", validTo: null }]);
  expect((await call(t.keys.ownAll, "post", `${address}/discounts`, discount)).status).toBe(403);
  const ended = await done("post", `${address}/discounts/${discounts[0].id}/end`, {});
  expect(ended.discounts[0].validTo).not.toBeNull();
});
