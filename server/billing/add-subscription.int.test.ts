import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { customers, plans, services, subscriptionParameters, subscriptions } from "@/db/schema";
import { inProvider } from "../context";
import { job, pricedPlan, usageWorld } from "../usage/testing";
import { addSubscription, type NewParameter } from "./add-subscription";
import { addSubscriptionInput, changeLimitInput, endLimitInput } from "./input";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  await t.db.withProvider(async (tx) => {
    const [node] = await tx.select().from(services);
    const [plan] = await tx.select().from(plans);
    if (!node || !plan) throw new Error("The world has no plan.");
    await tx
      .insert(services)
      .values({ ...node, id: "svc_backup", slug: "cloud-backup", name: "Cloud backup", meters: ["storage"] });
    await tx.insert(plans).values({ ...plan, id: "plan_2", slug: "second" });
    await tx.insert(plans).values({ ...plan, id: "plan_usd", slug: "usd", name: "Dollar plan" });
    await pricedPlan(tx, { planId: "plan_2", prices: [{ currency: "EUR", components: [] }] });
    await pricedPlan(tx, { planId: "plan_usd", prices: [{ currency: "USD", components: [] }] });
    for (const id of ["cust_race", "cust_direct", "cust_twice"]) {
      const [acme] = await tx.select().from(customers).where(eq(customers.id, "cust_acme"));
      if (acme) await tx.insert(customers).values({ ...acme, id, name: id, identifier: id });
    }
  });
});
afterAll(() => t.drop());

const units: NewParameter = { meter: "units", limit: "8", period: "hour", overRate: "1", overflowPolicy: "ask" };
const add = (customerId: string, parameters: NewParameter[], planId = "plan_1", validFrom = job().now) =>
  inProvider(job(), (ctx) => addSubscription(ctx, { customerId, planId, validFrom, parameters }));
const limitsOf = (customerId: string) =>
  t.db.withProvider((tx) =>
    tx.select().from(subscriptionParameters).where(eq(subscriptionParameters.customerId, customerId)),
  );

describe("a subscription", () => {
  test("a second limit joins the subscription to the same plan; one of another period is refused with a sentence", async () => {
    const first = await add("cust_other", [units]);
    expect(await add("cust_other", [{ ...units, limit: "20" }])).toBe(first);
    const daily: NewParameter = { ...units, period: "day" };
    await expect(add("cust_other", [daily])).rejects.toThrow(/has a limit of units with another period at that time/);
    await expect(add("cust_race", [units, daily])).rejects.toThrow(/share their period/);
    expect(await limitsOf("cust_other")).toHaveLength(2);
  });

  test("one plan is subscribed to once: by two at once, and by a limit that begins earlier", async () => {
    const both = await Promise.all([add("cust_twice", [units]), add("cust_twice", [units])]);
    const earlier = new Date("2026-10-01T00:00:00Z");
    both.push(await add("cust_twice", [units], "plan_1", earlier));
    expect(new Set(both).size).toBe(1);
    const other: NewParameter[] = [{ ...units, meter: "os-instances" }];
    await expect(add("cust_twice", other, "plan_2", earlier)).rejects.toThrow(
      /another plan of the service from that very/,
    );
    const own = eq(subscriptions.customerId, "cust_twice");
    const found = await t.db.withProvider((tx) => tx.select().from(subscriptions).where(own));
    expect(found).toMatchObject([{ id: both[0], validFrom: earlier, validTo: null }]);
  });

  test("the database refuses another period whoever writes it, unless the one has ended when the other begins", async () => {
    await add("cust_direct", [units]);
    const [first] = await limitsOf("cust_direct");
    if (!first) throw new Error("No limit was written.");
    const write = (more: object) =>
      t.db.withProvider((tx) => tx.insert(subscriptionParameters).values({ ...first, ...more }));
    await expect(write({ id: "spar_day", period: "day" })).rejects.toMatchObject({
      cause: { constraint_name: "subscription_parameters_one_period", code: "23P01" },
    });
    await expect(
      write({ id: "spar_later", period: "day", validFrom: new Date("2030-01-01T00:00:00Z") }),
    ).rejects.toThrow();
    await write({
      id: "spar_before",
      period: "day",
      validFrom: new Date("2025-01-01T00:00:00Z"),
      validTo: first.validFrom,
    });
    await write({ id: "spar_memory", period: "day", meter: "memory" });
  });

  test("a meter of another service and a plan of another currency are refused; a meter of no service is taken", async () => {
    await expect(add("cust_acme", [{ ...units, meter: "storage" }])).rejects.toThrow(
      /storage is a meter of Cloud backup/,
    );
    await expect(add("cust_acme", [units], "plan_usd")).rejects.toThrow(/priced in USD, and the customer pays in EUR/);
    await add("cust_acme", [{ ...units, meter: "os-instances" }]);
  });

  test("a time is read as browsers and programs write it, and what is none is refused at its field", () => {
    const from = (text?: string) => changeLimitInput.safeParse({ from: text });
    expect(from("2098-01-01T00:00").data?.from).toEqual(new Date("2098-01-01T00:00:00Z"));
    expect(from("2098-01-01T02:00:30+02:00").data?.from).toEqual(new Date("2098-01-01T00:00:30Z"));
    expect([from("").data?.from, from().data?.from]).toEqual([undefined, undefined]);
    expect(from("tomorrow").error?.issues[0]).toMatchObject({
      path: ["from"],
      message: expect.stringContaining("time with its zone"),
    });
    expect(endLimitInput.parse({ at: null }).at).toBeNull();
  });

  test("an empty limit is no limit, and never 0", () => {
    const input = {
      plan: "p",
      meter: "units",
      period: "hour",
      thresholdPercent: "90",
      overRate: "1",
      billingStep: "1",
    };
    for (const limit of ["", " ", null, undefined]) {
      const read = addSubscriptionInput.safeParse({ ...input, overflowPolicy: "ask", limit });
      expect(read.error?.issues[0]?.path).toEqual(["limit"]);
    }
  });
});
