import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { customers, plans, services, subscriptionParameters, subscriptions } from "@/db/schema";
import { type Context, inProvider } from "../context";
import { job, usageWorld } from "../usage/testing";
import { addSubscription, type NewParameter } from "./add-subscription";
import { addSubscriptionInput } from "./input";

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
    await tx.insert(plans).values({ ...plan, id: "plan_usd", slug: "usd", name: "Dollar plan", currency: "USD" });
    for (const id of ["cust_race", "cust_direct"]) {
      const [acme] = await tx.select().from(customers).where(eq(customers.id, "cust_acme"));
      if (acme) await tx.insert(customers).values({ ...acme, id, name: id, identifier: id });
    }
  });
});
afterAll(() => t.drop());

const units: NewParameter = { meter: "units", limit: "8", period: "hour", overRate: "1", overflowPolicy: "ask" };
const add = (
  customerId: string,
  parameters: NewParameter[],
  planId = "plan_1",
  more: (ctx: Context) => Promise<void> = async () => {},
) =>
  inProvider(job(), async (ctx) => {
    const id = await addSubscription(ctx, { customerId, planId, validFrom: ctx.now, parameters });
    await more(ctx);
    return id;
  });
const limitsOf = (customerId: string) =>
  t.db.withProvider((tx) =>
    tx.select().from(subscriptionParameters).where(eq(subscriptionParameters.customerId, customerId)),
  );

describe("a subscription", () => {
  test("a second limit of a meter at the same time is refused with a sentence; after the first has ended it is taken", async () => {
    await add("cust_other", [units]);
    await expect(add("cust_other", [units])).rejects.toThrow(/has a limit of units at that time already/);
    await expect(add("cust_race", [units, units])).rejects.toThrow(/has a limit of units at that time already/);
    expect(await limitsOf("cust_other")).toHaveLength(1);
    const [first] = await limitsOf("cust_other");
    const ended = (validTo: Date) =>
      t.db.withProvider((tx) =>
        tx
          .update(subscriptionParameters)
          .set({ validTo })
          .where(eq(subscriptionParameters.id, first?.id ?? "")),
      );
    await ended(new Date(job().now.getTime() + 1000));
    await expect(add("cust_other", [units])).rejects.toThrow(/at that time already/);
    await t.db.withProvider((tx) => tx.update(subscriptions).set({ validFrom: new Date("2025-01-01T00:00:00Z") }));
    await ended(job().now);
    await add("cust_other", [units]);
    expect(await limitsOf("cust_other")).toHaveLength(2);
  });

  test("two at once: the database lets one through, and the other reads the same sentence", async () => {
    const both = await Promise.allSettled([add("cust_race", [units]), add("cust_race", [units])]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await limitsOf("cust_race")).toHaveLength(1);
  });

  test("the database refuses a second limit whoever writes it", async () => {
    await add("cust_direct", [units]);
    const [first] = await limitsOf("cust_direct");
    if (!first) throw new Error("No limit was written.");
    const write = (more: object) =>
      t.db.withProvider((tx) => tx.insert(subscriptionParameters).values({ ...first, id: "spar_second", ...more }));
    await expect(write({})).rejects.toMatchObject({
      cause: { constraint_name: "subscription_parameters_one_limit", code: "23P01" },
    });
    await expect(write({ validFrom: new Date("2030-01-01T00:00:00Z") })).rejects.toThrow();
    await write({ meter: "memory" });
  });

  test("a meter of another service and a plan of another currency are refused; a meter of no service is taken", async () => {
    await expect(add("cust_acme", [{ ...units, meter: "storage" }])).rejects.toThrow(
      /storage is a meter of Cloud backup/,
    );
    await expect(add("cust_acme", [units], "plan_usd")).rejects.toThrow(/priced in USD, and the customer pays in EUR/);
    await add("cust_acme", [{ ...units, meter: "os-instances" }]);
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
