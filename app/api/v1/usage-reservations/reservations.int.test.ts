import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { customers } from "@/db/schema";
import { type ApiScope, inProvider } from "@/server/context";
import { createApiKey } from "@/server/identity/create-api-key";
import { job, usageWorld } from "@/server/usage/testing";
import { POST as checkRoute } from "../entitlements/check/route";
import { ask, call } from "../testing";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  // The key's clock is the real one: a limit that runs by the month.
  await t.limit({ meter: "requests", limit: "10", period: "month", overflowPolicy: "restrict" });
});
afterAll(() => t.drop());

const keyOf = (customerId: string | null, ...scopes: ApiScope[]) =>
  inProvider(job(), (ctx) => createApiKey(ctx, { customerId, scopes, label: "gateway" })).then(({ key }) => key);
const question = { meter: "requests", quantity: "4", cloud: "cloud-a" };

test("a program asks, reserves, lists, commits and releases; another company sees none of it", async () => {
  const own = await keyOf("cust_acme", "usage:write", "usage:read");
  const foreign = await keyOf("cust_other", "usage:write", "usage:read");
  const provider = await keyOf(null, "usage:write", "usage:read");
  const held = await call(own, "post", "/entitlements/check", { ...question, reserve: 600 });
  expect(held.body).toMatchObject({
    allowed: true,
    code: "WITHIN_LIMIT",
    cloud: "cloud-a",
    remaining: "10",
    reservation: { state: "held", quantity: "4", reservedBy: expect.stringContaining("gateway") },
  });
  const { id } = held.body.reservation;
  expect((await call(provider, "post", "/entitlements/check", { ...question, customer: "acme" })).body).toMatchObject({
    remaining: "6",
    reserved: "4",
    reservation: null,
  });
  expect((await call(own, "get", "/usage-reservations")).body.reservations).toMatchObject([{ id }]);
  expect((await call(foreign, "get", "/usage-reservations")).body.reservations).toEqual([]);
  expect(await call(foreign, "get", `/usage-reservations/${id}`)).toMatchObject({ status: 404 });
  expect(await call(foreign, "post", `/usage-reservations/${id}/release`)).toMatchObject({ status: 404 });
  expect((await call(own, "post", `/usage-reservations/${id}/commit`)).body).toMatchObject({ state: "committed" });
  expect((await call(own, "post", `/usage-reservations/${id}/commit`)).body).toMatchObject({ state: "committed" });
  expect(await call(own, "post", `/usage-reservations/${id}/release`)).toMatchObject({ status: 409 });
  expect((await call(provider, "get", `/usage-reservations/${id}`)).body).toMatchObject({ state: "committed" });
  expect((await call(own, "get", "/usage-reservations")).body.reservations).toEqual([]);
});

test("with an Idempotency-Key a question that comes twice reserves once", async () => {
  const key = await keyOf("cust_acme", "usage:write", "usage:read");
  const given = { key, once: "order-1", body: { ...question, reserve: 600 } };
  const [first, second] = [await ask(checkRoute, given), await ask(checkRoute, given)];
  expect(second.body.reservation.id).toBe(first.body.reservation.id);
  await call(key, "post", `/usage-reservations/${first.body.reservation.id}/release`);
});

test.each([
  ["no quantity", { quantity: undefined }, /quantity is missing/],
  ["a negative quantity", { quantity: "-1" }, /negative/],
  ["a quantity that is no number", { quantity: "much" }, /not a decimal/],
  ["a quantity beyond every meter", { quantity: "1e18" }, /too large/],
  ["a time beyond a day", { reserve: 86_401 }, /Seconds from 1/],
  ["no place", { cloud: undefined }, /Name the machine or the host cloud/],
  ["an unknown cloud", { cloud: "nowhere" }, /no host cloud nowhere/],
  ["a field that is none", { quantitty: "1" }, /quantitty/],
])("%s is refused with a sentence", async (_, change, sentence) => {
  const key = await keyOf("cust_acme", "usage:write");
  const answer = await call(key, "post", "/entitlements/check", { ...question, ...change });
  expect(answer).toMatchObject({
    status: 400,
    body: { detail: expect.stringMatching(sentence), requestId: expect.any(String) },
  });
});

test("a key needs usage:write, and a suspended company is refused by the verdict", async () => {
  const reader = await keyOf("cust_acme", "usage:read");
  expect(await call(reader, "post", "/entitlements/check", question)).toMatchObject({ status: 403 });
  const key = await keyOf("cust_other", "usage:write");
  await t.db.withProvider((tx) =>
    tx.update(customers).set({ state: "suspended" }).where(eq(customers.id, "cust_other")),
  );
  expect(await call(key, "post", "/entitlements/check", { ...question, reserve: 60 })).toMatchObject({
    status: 200,
    body: { allowed: false, code: "CUSTOMER_NOT_ACTIVE", reservation: null },
  });
});
