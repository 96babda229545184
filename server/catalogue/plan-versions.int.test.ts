import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { customers, planPrices, planVersions, subscriptions } from "@/db/schema";
import { addSubscription } from "../billing/add-subscription";
import { addDiscount, endDiscount } from "../billing/discounts";
import { moveSubscription } from "../billing/move-subscription";
import { pricedSubscriptions } from "../billing/priced-subscriptions";
import { type Context, inCustomer, inProvider, jobRequest } from "../context";
import type { PriceComponent } from "../money/pricing/price-components";
import { usageWorld } from "../usage/testing";
import { addPlan, draftVersion, dropDraft, publishVersion, saveDraft } from "./change-plan";
import { currentVersions, pricedPlans, versionById, versionsOfPlan } from "./plan-versions";

// Versions of plans: drafts, what is published, and who has which.

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  await t.db.withProvider(async (tx) => {
    await tx.update(customers).set({ currency: "CHF" }).where(eq(customers.id, "cust_other"));
  });
});
afterAll(() => t.drop());

const at = <T>(work: (ctx: Context) => Promise<T>, when = "2026-11-20T10:00:00Z") =>
  inProvider(jobRequest("test", new Date(when)), work);
const fee = (amount: string): PriceComponent => ({
  ...{ id: "monthly-fee", name: "Monthly fee", kind: "recurring", amount, months: 1 },
  ...{ timing: "arrears", cycle: "calendar" },
});
const planned = (slug: string) => ({ service: "compute-node", slug, name: slug, seats: 5, serviceLevel: "" });
/** Publishes the next version of a plan. @returns it */
const published = (plan: string, prices: { currency: string; components: PriceComponent[] }[], customerId?: string) =>
  at(async (ctx) => {
    const { id } = await draftVersion(ctx, { plan, customerId });
    await saveDraft(ctx, { id, note: "", trialDays: 0, prices });
    await publishVersion(ctx, id);
    return id;
  });
const units = { meter: "units", limit: "8", period: "month", overRate: "1", overflowPolicy: "off" } as const;
const subscribe = (customerId: string, planId: string, when?: string) =>
  at((ctx) => addSubscription(ctx, { customerId, planId, validFrom: ctx.now, parameters: [units] }), when);

test("a plan is added with a draft, which is saved, published, and never changes afterwards", async () => {
  const { id: planId } = await addedPlan("first");
  await expect(addedPlan("first")).rejects.toThrow("There is a plan first already");
  expect((await at(currentVersions)).has(planId)).toBe(false);
  await expect(subscribe("cust_acme", planId)).rejects.toThrow("has no published version yet");
  const [draft] = await at((ctx) => versionsOfPlan(ctx, planId));
  const id = draft?.id ?? "";
  await expect(at((ctx) => publishVersion(ctx, id))).rejects.toThrow("has no currency yet");
  const content = {
    id,
    note: "first prices",
    trialDays: 14,
    prices: [{ currency: "EUR", components: [fee("49.00")] }],
  };
  await at((ctx) => saveDraft(ctx, content));
  for (const [amount, currency, sentence] of [
    ["49.001", "EUR", "EUR has 2 decimals"],
    ["49.5", "JPY", "JPY has no decimals"],
    ["0", "EUR", "above 0"],
    ["-5", "EUR", "above 0"],
    ["1e30", "EUR", "above 0"],
    ["ten", "EUR", "above 0"],
  ] as const)
    await expect(
      at((ctx) => saveDraft(ctx, { ...content, prices: [{ currency, components: [fee(amount)] }] })),
      amount,
    ).rejects.toThrow(sentence);
  await expect(at((ctx) => dropDraft(ctx, id))).rejects.toThrow("keeps its first version");
  await at((ctx) => publishVersion(ctx, id));
  await expect(at((ctx) => saveDraft(ctx, content))).rejects.toThrow("Version 1 is published and never changes");
  await expect(at((ctx) => publishVersion(ctx, id))).rejects.toThrow("is published");
  // Nor by any other way into the database.
  for (const change of [
    () => t.db.withProvider((tx) => tx.update(planVersions).set({ trialDays: 0 }).where(eq(planVersions.id, id))),
    () => t.db.withProvider((tx) => tx.update(planPrices).set({ components: [] }).where(eq(planPrices.versionId, id))),
    () => t.db.withProvider((tx) => tx.insert(planPrices).values({ versionId: id, currency: "USD", components: [] })),
    () => t.db.withProvider((tx) => tx.delete(planPrices).where(eq(planPrices.versionId, id))),
  ])
    await expect(change()).rejects.toThrow();
  expect(await at((ctx) => versionById(ctx, id))).toMatchObject({ note: "first prices", trialDays: 14 });
  expect((await at(pricedPlans)).find((plan) => plan.id === planId)?.version?.number).toBe(1);
});

const addedPlan = (slug: string) => at((ctx) => addPlan(ctx, { ...planned(slug), allocationMaximumBytes: 0n }));

test("who is subscribed stays on their version; who subscribes gets the newest, or the customer's own", async () => {
  const { id: planId } = await addedPlan("second");
  const one = await published("second", [{ currency: "EUR", components: [fee("10.00")] }]);
  const first = await subscribe("cust_acme", planId);
  const two = await published("second", [
    { currency: "EUR", components: [fee("20.00")] },
    { currency: "CHF", components: [fee("22.00")] },
  ]);
  const own = await published("second", [{ currency: "CHF", components: [fee("5.00")] }], "cust_other");
  await subscribe("cust_other", planId);
  const versionsOf = (customerId: string) =>
    at(async (ctx) =>
      (await pricedSubscriptions(ctx, customerId))
        .filter((row) => row.planId === planId)
        .flatMap(({ versions }) => versions.map(({ version }) => version.id)),
    );
  expect(await versionsOf("cust_acme")).toEqual([one]);
  expect(await versionsOf("cust_other")).toEqual([own]);
  expect((await at((ctx) => currentVersions(ctx))).get(planId)?.id).toBe(two);
  // Nobody else sees what one customer was given, nor a draft.
  await at((ctx) => draftVersion(ctx, { plan: "second" }));
  const seen = await inCustomer(jobRequest("test", new Date("2026-11-20T10:00:00Z")), "cust_acme", (ctx) =>
    ctx.tx.select({ id: planVersions.id }).from(planVersions).where(eq(planVersions.planId, planId)),
  );
  expect(seen.map(({ id }) => id).sort()).toEqual([one, two].sort());

  // Moves: not to another's version, another plan's, a draft, or one without a price in the currency.
  const move = (versionId: string, when: Date | "renewal", customerId = "cust_acme") =>
    at((ctx) => moveSubscription(ctx, { customerId, subscriptionId: first, versionId, at: when }));
  await expect(move(own, "renewal")).rejects.toThrow("There is no");
  const draft = (await at((ctx) => versionsOfPlan(ctx, planId)))[0]?.id ?? "";
  await expect(move(draft, "renewal")).rejects.toThrow("draft");
  await expect(move(two, new Date("2026-11-01T00:00:00Z"))).rejects.toThrow("not valid at that time");
  await expect(move(two, "renewal", "cust_other")).rejects.toThrow("There is no");
  const chf = await published("second", [{ currency: "CHF", components: [] }]);
  await expect(move(chf, "renewal")).rejects.toThrow("the customer pays in EUR");
  // Berlin's December begins an hour before that of UTC.
  expect((await move(two, "renewal")).toISOString()).toBe("2026-11-30T23:00:00.000Z");
  expect(await versionsOf("cust_acme")).toEqual([one, two]);
  // Another move replaces the one that was to come.
  await move(one, "renewal");
  await move(two, new Date("2026-11-25T00:00:00Z"));
  expect(await versionsOf("cust_acme")).toEqual([one, two]);
});

test("of two who draft at once each gets a number of its own", async () => {
  await addedPlan("third");
  const drafts = await Promise.all(Array.from({ length: 6 }, () => at((ctx) => draftVersion(ctx, { plan: "third" }))));
  expect(drafts.map(({ number }) => number).sort()).toEqual([2, 3, 4, 5, 6, 7]);
});

test("discounts are checked, listed with their subscription, and ended", async () => {
  const { id: planId } = await addedPlan("fourth");
  await published("fourth", [{ currency: "EUR", components: [fee("10.00")] }]);
  await t.db.withProvider((tx) => tx.update(subscriptions).set({ validTo: new Date("2026-11-21T00:00:00Z") }));
  const subscriptionId = await subscribe("cust_acme", planId, "2026-11-22T00:00:00Z");
  const discount: Parameters<typeof addDiscount>[1] = {
    ...{ customerId: "cust_acme", subscriptionId, name: "Welcome", kind: "percent" as const },
    ...{ validFrom: new Date("2026-12-01T00:00:00Z"), validTo: null, value: "25", reason: "asked for" },
  };
  for (const [wrong, sentence] of [
    [{ value: "101" }, "at most 100"],
    [{ value: "0" }, "above 0"],
    [{ kind: "amount", value: "5.001" }, "at most 2 decimals"],
    [{ validTo: discount.validFrom }, "ends after it begins"],
    [{ subscriptionId: "subs_none" }, "There is no"],
    [{ customerId: "cust_other" }, "There is no"],
  ] as const)
    await expect(at((ctx) => addDiscount(ctx, { ...discount, ...wrong }))).rejects.toThrow(sentence);
  const id = await at((ctx) => addDiscount(ctx, discount));
  await expect(at((ctx) => endDiscount(ctx, { customerId: "cust_other", id, at: ctx.now }))).rejects.toThrow(
    "There is no",
  );
  await at((ctx) => endDiscount(ctx, { customerId: "cust_acme", id, at: new Date("2027-01-01T00:00:00Z") }));
  const rows = await at((ctx) => pricedSubscriptions(ctx, "cust_acme"));
  expect(rows.find((row) => row.id === subscriptionId)?.discounts).toMatchObject([
    { name: "Welcome", validTo: new Date("2027-01-01T00:00:00Z") },
  ]);
});
