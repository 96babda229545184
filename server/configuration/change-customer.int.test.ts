import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { listAudit } from "../audit/queries";
import { type Actor, type Context, inProvider, newRequest } from "../context";
import { addCustomer } from "./add-customer";
import { changeCustomerState, renameCustomer } from "./change-customer";
import { companyProfile, customerById } from "./queries";
import { requestCreditLimit } from "./request-credit-limit";
import { setCreditLimit } from "./set-credit-limit";

const staff: Actor = { kind: "staff", id: "user_s", label: "Sam", role: "owner" };
const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(newRequest(staff), work);
const add = (name: string) => provider((ctx) => addCustomer(ctx, { name }));
const stateOf = async (id: string) => (await provider((ctx) => customerById(ctx, id))).state;

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

test("a customer is suspended, resumed and closed for good, each in the audit log", async () => {
  const { id: customerId } = await add("Ends");
  const change = (to: "suspend" | "resume" | "close") =>
    provider((ctx) => changeCustomerState(ctx, { customerId, change: to, reason: "as agreed" }));
  await change("suspend");
  await change("suspend");
  expect(await stateOf(customerId)).toBe("suspended");
  await change("resume");
  expect(await stateOf(customerId)).toBe("active");
  await change("close");
  expect(await stateOf(customerId)).toBe("closed");
  const [audited] = (await provider((ctx) => listAudit(ctx, { customerId, action: "customer.closed", limit: 1 }))).rows;
  expect((await provider((ctx) => customerById(ctx, customerId))).closedAt).toEqual(audited?.at);
  await expect(change("resume")).rejects.toMatchObject({ code: "conflict" });
  await expect(change("suspend")).rejects.toMatchObject({ code: "conflict" });
  const { rows } = await provider((ctx) => listAudit(ctx, { customerId, limit: 50 }));
  const states = rows.map(({ action }) => action).filter((action) => /suspended|resumed|closed/.test(action));
  expect(states).toEqual(["customer.closed", "customer.resumed", "customer.suspended"]);
});

test("a customer is renamed, which the audit log holds once", async () => {
  const { id: customerId } = await add("Before GmbH");
  for (const name of ["After AG", "After AG"]) await provider((ctx) => renameCustomer(ctx, { customerId, name }));
  expect((await provider((ctx) => customerById(ctx, customerId))).name).toBe("After AG");
  const { rows } = await provider((ctx) => listAudit(ctx, { customerId, action: "customer.renamed", limit: 50 }));
  expect(rows.map(({ detail }) => detail)).toEqual([{ before: "Before GmbH", name: "After AG" }]);
});

test("finance sets a credit limit in one step: an open request is withdrawn, and the log shows who", async () => {
  const { id: customerId } = await add("Credit");
  await provider((ctx) => requestCreditLimit(ctx, { customerId, amount: "10" }));
  await provider((ctx) => setCreditLimit(ctx, { customerId, amount: "5000.50", reason: "by contract" }));
  const profile = await provider((ctx) => companyProfile(ctx, customerId));
  expect(profile.customer.creditLimitMinor).toBe(500_050n);
  expect(profile.creditLimitRequests.map(({ state }) => state).toSorted()).toEqual(["approved", "withdrawn"]);
});

test("a word finds what was done by any part of its name", async () => {
  const { id: customerId } = await add("Words");
  await provider((ctx) => setCreditLimit(ctx, { customerId, amount: "7" }));
  const found = async (search: string) =>
    (await provider((ctx) => listAudit(ctx, { customerId, search, limit: 50 }))).rows.map(({ action }) => action);
  expect(await found("credit")).toEqual(["credit_limit.approved", "credit_limit.requested"]);
  expect(await found("Credit approved")).toEqual(["credit_limit.approved"]);
  expect(await found("customer")).toContain("customer.added");
  expect(await found("nothing-like-it")).toEqual([]);
});
