import { eq } from "drizzle-orm";
import type { Tx } from "@/db";
import {
  clouds,
  customers,
  limitTerms,
  machines,
  meters,
  planPrices,
  plans,
  planVersions,
  services,
  subscriptionParameters,
  subscriptions,
  vendors,
} from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import type { PriceList } from "../catalogue/plan-versions";
import { type Actor, jobRequest, newRequest, type Request } from "../context";
import { shippedMeters } from "../services/meters";
import type { UsageInput } from "./input";

/** The clock of these tests. */
export const now = new Date("2026-11-20T10:40:00Z");

const at = new Date("2026-01-01T00:00:00Z");

/** A database with two customers, two clouds, three machines (one of them overflow) and every shipped meter. */
export async function usageWorld() {
  const t = await makeTestDatabase();
  await t.db.withProvider(async (tx) => {
    const company = { currency: "EUR", timeZone: "Europe/Berlin", state: "active" as const, creditLimitMinor: 0n };
    await tx
      .insert(customers)
      .values(
        ["acme", "other"].map((name) => ({ ...company, id: `cust_${name}`, name, identifier: name, createdAt: at })),
      );
    await tx.insert(meters).values(shippedMeters.map((meter) => ({ ...meter, createdAt: at })));
    await tx.insert(vendors).values({ id: "vend_1", name: "Vendor" });
    await tx.insert(services).values({
      id: "svc_node",
      slug: "compute-node",
      vendorId: "vend_1",
      name: "Compute node",
      summary: "",
      needsStorage: true,
      allocationRuleVersion: 1,
      allocationFractionPermille: 500,
      allocationReserveBytes: 0n,
      allocationReservePermille: 50,
      allocationStepBytes: 1n,
      allocationMinimumBytes: 1n,
      meters: ["units"],
      overflowMeter: "units",
      placement: "placed",
      defaultSettings: {},
      createdAt: at,
    });
    await tx.insert(plans).values({
      id: "plan_1",
      slug: "plan",
      serviceId: "svc_node",
      name: "Plan",
      seats: 9,
      allocationMaximumBytes: 1n,
      serviceLevel: "",
      createdAt: at,
    });
    const prices = ["EUR", "JPY", "KWD"].map((currency) => ({ currency, components: [] }));
    await pricedPlan(tx, { planId: "plan_1", prices });
    const cloud = { driver: "none", region: null, createdAt: at };
    await tx.insert(clouds).values([
      { ...cloud, id: "cld_a", slug: "cloud-a", name: "Cloud A", colorIndex: 1 },
      { ...cloud, id: "cld_b", slug: "cloud-b", name: "Cloud B", colorIndex: 2 },
    ]);
    const machine = {
      state: "active" as const,
      kind: "ordinary" as const,
      serviceId: "svc_node",
      joinState: 1,
      application: "running" as const,
      needsApproval: false,
      createdAt: at,
    };
    await tx.insert(machines).values([
      { ...machine, customerId: "cust_acme", id: "mach_a", serial: "SER-A", cloudId: "cld_a", instanceId: "i-a" },
      { ...machine, customerId: "cust_acme", id: "mach_b", serial: "SER-B", cloudId: "cld_b", instanceId: "i-b" },
      { ...machine, customerId: "cust_acme", id: "mach_over", kind: "overflow", cloudId: "cld_b", instanceId: "i-o" },
      { ...machine, customerId: "cust_acme", id: "mach_desk", serial: "SER-D" },
      { ...machine, customerId: "cust_other", id: "mach_foreign", serial: "SER-F", cloudId: "cld_a" },
    ]);
    await tx.insert(subscriptions).values({
      customerId: "cust_acme",
      id: "subs_1",
      planId: "plan_1",
      serviceId: "svc_node",
      mode: "limit",
      validFrom: at,
      createdAt: at,
    });
  });
  type Limit = Partial<typeof subscriptionParameters.$inferInsert> & Partial<typeof limitTerms.$inferInsert>;
  const limit = (input: Limit & { meter: string }) =>
    t.db.withProvider(async (tx) => {
      const common = { customerId: "cust_acme", validFrom: at, createdAt: at };
      const id = input.id ?? `spar_${input.meter}`;
      await tx.insert(subscriptionParameters).values({
        ...common,
        subscriptionId: "subs_1",
        period: "hour",
        anchorDay: 1,
        billingFactor: "1",
        placement: "placed",
        ...input,
        id,
      });
      await tx.insert(limitTerms).values({
        ...common,
        limit: "8",
        thresholdPercent: "100",
        overRate: "0.1",
        billingStep: "1",
        overflowPolicy: "ask",
        overflowMachinesMax: 1,
        answerMinutes: 60,
        ...input,
        id: `term_${id}`,
        parameterId: id,
      });
    });
  return { ...t, limit };
}

export const machineRequest = (id: string, customerId = "cust_acme"): Request =>
  newRequest({ kind: "machine", id, label: id, customerId }, now);

export const keyRequest = (customerId: string | null, id = "key_1"): Request => {
  const actor: Actor = { kind: "key", id, label: id, scopes: ["usage:write", "usage:read"], customerId };
  return newRequest(actor, now);
};

export const job = (): Request => jobRequest("test", now);

let last = 0;
/** A record of a program, of one unit on machine A, with the given changes. */
export const use = (change: Partial<UsageInput> = {}): UsageInput => ({
  id: `r${++last}`,
  source: "program",
  meter: "units",
  subject: "mach_a",
  at: new Date("2026-11-20T10:20:00Z"),
  start: null,
  quantity: "1",
  cloud: null,
  customer: null,
  ...change,
});

/** Publishes a plan's next version. @returns its id */
export async function pricedPlan(
  tx: Tx,
  of: { planId: string; prices: PriceList[]; number?: number; trialDays?: number },
): Promise<string> {
  const { planId, prices, number = 1, trialDays = 0 } = of;
  const id = `pver_${planId}_${number}`;
  await tx.insert(planVersions).values({ id, planId, number, trialDays, createdBy: "test", createdAt: at });
  if (prices.length > 0) await tx.insert(planPrices).values(prices.map((one) => ({ ...one, versionId: id })));
  await tx.update(planVersions).set({ publishedAt: at, publishedBy: "test" }).where(eq(planVersions.id, id));
  return id;
}
