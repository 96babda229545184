import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEntries, customers, services, vendors } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { type Actor, type Context, inCustomer, inProvider, newRequest } from "../context";
import { listCustomers } from "../reads/customer-list";
import { addCustomer } from "./add-customer";
import { changeServiceConfiguration, recordAppliedConfiguration } from "./change-service-configuration";
import { confirmIdentifier } from "./confirm-identifier";
import { decideCreditLimit } from "./decide-credit-limit";
import {
  companyProfile,
  customerById,
  customerByIdOrIdentifier,
  customerInformation,
  serviceConfigurationOf,
} from "./queries";
import { requestCreditLimit } from "./request-credit-limit";
import { requestServiceConfiguration } from "./request-service-configuration";
import { setBillingInformation } from "./set-billing-information";
import { setContact } from "./set-contact";

const staff: Actor = { kind: "staff", id: "user_s", label: "Sam", role: "finance" };
const at = new Date("2026-11-21T10:00:00Z");
const asStaff = <T>(work: (ctx: Context) => Promise<T>) => inProvider(newRequest(staff, at), work);
const asMember = <T>(customerId: string, work: (ctx: Context) => Promise<T>) =>
  inCustomer(
    newRequest({ kind: "customer", id: "user_m", label: "Mia", role: "owner", customerId }, at),
    customerId,
    work,
  );

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
  await t.db.withProvider(async (tx) => {
    await tx.insert(vendors).values({ id: "vend_1", name: "restic" });
    await tx.insert(services).values({
      id: "svc_1",
      slug: "cloud-backup",
      vendorId: "vend_1",
      name: "Cloud backup",
      summary: "",
      needsStorage: true,
      allocationRuleVersion: 1,
      allocationFractionPermille: 500,
      allocationReserveBytes: 0n,
      allocationReservePermille: 50,
      allocationStepBytes: 1n,
      allocationMinimumBytes: 1n,
      meters: [],
      placement: "placed",
      defaultSettings: {},
      createdAt: at,
    });
  });
});
afterAll(() => t.drop());

let n = 0;
const company = async (input: { name?: string; identifier?: string } = {}) => {
  n += 1;
  return (await asStaff((ctx) => addCustomer(ctx, { name: `Company ${n}`, ...input }))).id;
};
const report = (customerId: string, machineId: string) => (ctx: Context) =>
  requestServiceConfiguration(ctx, { customerId, machineId, serviceId: "svc_1", units: 0, settings: {} });
const contact = { kind: "main" as const, name: "Mia", email: "mia@example.com" };
const configured = (customerId: string) =>
  asStaff((ctx) =>
    ctx.tx
      .select({ machine: auditEntries.subjectId, detail: auditEntries.detail })
      .from(auditEntries)
      .where(and(eq(auditEntries.customerId, customerId), eq(auditEntries.action, "service.configured")))
      .orderBy(asc(auditEntries.seq)),
  );

describe("the informations of a customer", () => {
  test("machine first: it waits, and any one information configures it", async () => {
    const informations: [string, (ctx: Context, customerId: string) => Promise<unknown>][] = [
      ["contact", (ctx, customerId) => setContact(ctx, { customerId, ...contact })],
      ["identifier", (ctx, customerId) => confirmIdentifier(ctx, { customerId, identifier: `own-${n}` })],
      ["credit_limit", (ctx, customerId) => requestCreditLimit(ctx, { customerId, amount: "500" })],
    ];
    for (const [kind, give] of informations) {
      const id = await company();
      expect(await asMember(id, report(id, "mach_1"))).toEqual({ state: "waiting" });
      expect(await asMember(id, report(id, "mach_2"))).toEqual({ state: "waiting" });
      expect(await configured(id)).toEqual([]);
      await asMember(id, (ctx) => give(ctx, id));
      expect(await configured(id)).toEqual([
        { machine: "mach_1", detail: { triggeredBy: kind, service: "svc_1" } },
        { machine: "mach_2", detail: { triggeredBy: kind, service: "svc_1" } },
      ]);
    }
  });

  test("customer first: the machine is configured when it reports, once", async () => {
    const id = await company();
    await asMember(id, (ctx) => setContact(ctx, { customerId: id, ...contact }));
    expect(await configured(id)).toEqual([]);
    for (const _ of [1, 2]) expect(await asMember(id, report(id, "mach_1"))).toEqual({ state: "configured" });
    expect(await configured(id)).toHaveLength(1);
  });

  test("an identifier that was only proposed does not count; one that staff gave does; nor does billing information", async () => {
    const proposed = await company();
    await asMember(proposed, (ctx) =>
      setBillingInformation(ctx, { customerId: proposed, legalName: "C", address: "Street 1", country: "DE" }),
    );
    expect(await asMember(proposed, (ctx) => customerInformation(ctx, proposed))).toEqual({
      contact: false,
      identifier: false,
      creditLimit: false,
      any: false,
    });
    expect(await asMember(proposed, report(proposed, "mach_1"))).toEqual({ state: "waiting" });
    const given = await company({ identifier: "given-1" });
    expect(await asMember(given, report(given, "mach_1"))).toEqual({ state: "configured" });
  });

  test("a machine and an information that overlap do not miss each other", async () => {
    const id = await company();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reached = () => {};
    const waiting = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const machine = asMember(id, async (ctx) => {
      const answer = await report(id, "mach_1")(ctx);
      reached();
      await held; // The machine's transaction has seen no information and is still open.
      return answer;
    });
    await waiting;
    const information = asMember(id, (ctx) => setContact(ctx, { customerId: id, ...contact }));
    release();
    expect(await machine).toEqual({ state: "waiting" });
    await information;
    expect(await configured(id)).toHaveLength(1);
  });

  test("identifiers are unique, proposals number themselves, and a taken one is a conflict that tells no more", async () => {
    const first = await asStaff((ctx) => addCustomer(ctx, { name: "Björn & Söhne GmbH" }));
    const second = await asStaff((ctx) => addCustomer(ctx, { name: "Bjorn & Sohne GmbH" }));
    expect([first.identifier, second.identifier]).toEqual(["bjorn-sohne-gmbh", "bjorn-sohne-gmbh-2"]);
    await expect(
      asMember(second.id, (ctx) => confirmIdentifier(ctx, { customerId: second.id, identifier: "bjorn-sohne-gmbh" })),
    ).rejects.toMatchObject({ code: "conflict" });
    await asMember(first.id, (ctx) => confirmIdentifier(ctx, { customerId: first.id, identifier: first.identifier }));
    expect((await asStaff((ctx) => customerByIdOrIdentifier(ctx, first.identifier))).id).toBe(first.id);
  });
});

describe("the credit limit", () => {
  test("approval is not waited for; until then the limit is 0; amounts are exact", async () => {
    const id = await company();
    await asMember(id, report(id, "mach_1"));
    const request = await asMember(id, (ctx) => requestCreditLimit(ctx, { customerId: id, amount: "90071992547.41" }));
    expect(await configured(id)).toHaveLength(1);
    expect((await asStaff((ctx) => customerById(ctx, id))).creditLimitMinor).toBe(0n);
    const decide = () =>
      asStaff((ctx) => decideCreditLimit(ctx, { customerId: id, requestId: request.id, decision: "approved" }));
    await decide();
    expect((await asStaff((ctx) => customerById(ctx, id))).creditLimitMinor).toBe(9007199254741n);
    await expect(decide()).rejects.toMatchObject({ code: "conflict" });
  });

  test("a new request replaces the open one; declining leaves the limit; too many decimals are refused", async () => {
    const id = await company();
    await asMember(id, (ctx) => requestCreditLimit(ctx, { customerId: id, amount: "10" }));
    const second = await asMember(id, (ctx) => requestCreditLimit(ctx, { customerId: id, amount: "20" }));
    const states = (await asStaff((ctx) => companyProfile(ctx, id))).creditLimitRequests.map((row) => row.state);
    expect(states.sort()).toEqual(["requested", "withdrawn"]);
    await asStaff((ctx) =>
      decideCreditLimit(ctx, { customerId: id, requestId: second.id, decision: "declined", reason: "New" }),
    );
    expect((await asStaff((ctx) => customerById(ctx, id))).creditLimitMinor).toBe(0n);
    await expect(
      asMember(id, (ctx) => requestCreditLimit(ctx, { customerId: id, amount: "1.005" })),
    ).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("the configuration of a machine", () => {
  test("its version rises with each real change, and what was applied never goes back", async () => {
    const id = await company({ identifier: "versions" });
    await asMember(id, report(id, "mach_v"));
    const change = (input: { units?: number; settings?: Record<string, string> }) =>
      asMember(id, (ctx) => changeServiceConfiguration(ctx, { customerId: id, machineId: "mach_v", ...input }));
    expect(await change({ units: 0 })).toEqual({ version: 1 });
    expect(await change({ units: 4, settings: { path: "/srv" } })).toEqual({ version: 2 });
    expect(await change({ settings: { path: "" } })).toEqual({ version: 3 });
    for (const version of [2, 1, 99])
      await asMember(id, (ctx) => recordAppliedConfiguration(ctx, { customerId: id, machineId: "mach_v", version }));
    const row = await asMember(id, (ctx) => serviceConfigurationOf(ctx, "mach_v"));
    expect(row).toMatchObject({ version: 3, appliedVersion: 3, units: 4, settings: {} });
  });
});

test("as the wrong customer every query finds nothing", async () => {
  const mine = await company({ identifier: "mine" });
  const other = await company({ identifier: "other" });
  await asMember(mine, report(mine, "mach_mine"));
  await asMember(other, async (ctx) => {
    expect(await serviceConfigurationOf(ctx, "mach_mine")).toBeNull();
    await expect(customerById(ctx, mine)).rejects.toMatchObject({ code: "not_found" });
    await expect(customerInformation(ctx, mine)).rejects.toMatchObject({ code: "not_found" });
    await expect(companyProfile(ctx, mine)).rejects.toMatchObject({ code: "not_found" });
    await expect(customerByIdOrIdentifier(ctx, "mine")).rejects.toMatchObject({ code: "not_found" });
    expect((await listCustomers(ctx, { limit: 50 })).rows.map((row) => row.id)).toEqual([other]);
  });
  await expect(asMember(other, (ctx) => setContact(ctx, { customerId: mine, ...contact }))).rejects.toThrow();
  expect((await asStaff((ctx) => ctx.tx.select().from(customers).where(eq(customers.id, mine))))[0]?.state).toBe(
    "active",
  );
});
