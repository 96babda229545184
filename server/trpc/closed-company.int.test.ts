import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { customers } from "@/db/schema";
import { changeCustomerState } from "../configuration/change-customer";
import { customerById } from "../configuration/queries";
import { closedRefusal } from "../configuration/rules";
import { inProvider, jobRequest } from "../context";
import { createApiKey } from "../identity/create-api-key";
import type { CurrentUser } from "../identity/current-user";
import { inviteMember } from "../identity/invite-member";
import { usageWorld } from "../usage/testing";
import { createCallerFactory } from "./init";
import { appRouter } from "./root";

const now = new Date("2026-11-21T10:00:00Z");
const owner: CurrentUser = {
  id: "user_o",
  email: "o@example.com",
  name: "Olivia",
  staffRole: "owner",
  memberships: [],
};
const api = createCallerFactory(appRouter)({
  user: owner,
  now,
  requestId: "req_test",
  wantedCompany: null,
  viewAs: null,
});
const customerId = "cust_ended";
const [machineId, licenseId, reason] = ["mach_none", "lic_none", "as agreed"];

let t: Awaited<ReturnType<typeof usageWorld>>;
let key: string;
let invitation: string;

beforeAll(async () => {
  t = await usageWorld();
  await inProvider(jobRequest("test", now), async (ctx) => {
    const [acme] = await ctx.tx.select().from(customers).where(eq(customers.id, "cust_acme"));
    if (acme) await ctx.tx.insert(customers).values({ ...acme, id: customerId, name: "Ended AG", identifier: "ended" });
    key = (await createApiKey(ctx, { customerId, scopes: ["usage:write"], label: "exporter" })).id;
    invitation = (await inviteMember(ctx, { customerId, email: "late@example.com", role: "billing" })).id;
    await changeCustomerState(ctx, { customerId, change: "close", reason });
  });
});
afterAll(() => t.drop());

const limit = { plan: "plan_1", meter: "requests", limit: "5", period: "month", overRate: "1" } as const;
const more = { thresholdPercent: "100", billingStep: "1", overflowPolicy: "off" } as const;

const anew: [string, () => Promise<unknown>][] = [
  ["an account identifier", () => api.configuration.confirmIdentifier({ customerId, identifier: "ended-2" })],
  ["a request for a credit limit", () => api.configuration.requestCreditLimit({ customerId, amount: "10" })],
  ["a credit limit", () => api.customers.setCreditLimit({ customerId, amount: "10" })],
  ["an API key", () => api.keys.create({ customerId, label: "another", scopes: ["usage:write"] })],
  ["an invitation", () => api.identity.inviteMember({ customerId, email: "new@example.com", role: "billing" })],
  ["a subscription", () => api.subscriptions.add({ customerId, ...limit, ...more })],
  ["an approval", () => api.machines.approve({ customerId, machineId })],
  ["an end of a quarantine", () => api.machines.endQuarantine({ customerId, machineId })],
  ["units", () => api.machines.setUnits({ customerId, machineId, units: 3 })],
  ["a license that goes on", () => api.licenses.resume({ customerId, licenseId })],
  ["an overflow machine", () => api.overflows.answer({ customerId, overflowId: "ovf_none", answer: "yes" })],
  ["a transfer", () => api.licenses.transfer({ customerId, licenseId, toMachineId: machineId, reason })],
];

test.each(anew)("a closed company is not given %s, by the provider's owner either", async (_, give) => {
  await expect(give()).rejects.toMatchObject({
    code: "CONFLICT",
    message: closedRefusal({ name: "Ended AG", state: "closed" }),
  });
});

test("what a closed company has is ended, and what its last statements need is set right", async () => {
  await api.keys.revoke({ customerId, id: key });
  await api.identity.revokeInvitation({ customerId, id: invitation });
  await api.configuration.setContact({ customerId, kind: "billing", name: "Bea", email: "bea@example.com" });
  await api.configuration.setBillingInformation({ customerId, legalName: "Ended AG", address: "1 Way", country: "DE" });
  await api.customers.rename({ customerId, name: "Ended AG i. L." });
  const { name, state } = await inProvider(jobRequest("test", now), (ctx) => customerById(ctx, customerId));
  expect([name, state]).toEqual(["Ended AG i. L.", "closed"]);
  expect((await api.keys.list({ customerId })).map(({ revokedAt }) => revokedAt)).toEqual([now]);
  expect((await api.identity.team({ customerId })).invitations).toEqual([]);
  // These end things that it does not have: nothing else stands in their way.
  const ending = { machine: { customerId, machineId, reason }, license: { customerId, licenseId, reason } };
  for (const end of [
    () => api.machines.release(ending.machine),
    () => api.machines.reject(ending.machine),
    () => api.licenses.release(ending.license),
    () => api.licenses.suspend(ending.license),
    () => api.licenses.revoke(ending.license),
    () => api.subscriptions.end({ customerId, parameterId: "par_none", preview: false, at: now.toISOString() }),
  ])
    await expect(end()).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a suspended company is given what a served one is", async () => {
  const key = { scopes: ["usage:write" as const], label: "while suspended" };
  await inProvider(jobRequest("test", now), (ctx) =>
    changeCustomerState(ctx, { customerId: "cust_acme", change: "suspend", reason }),
  );
  await api.customers.setCreditLimit({ customerId: "cust_acme", amount: "10" });
  expect(await api.keys.create({ customerId: "cust_acme", ...key })).toMatchObject({ id: expect.any(String) });
});
