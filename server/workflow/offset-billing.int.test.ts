import Decimal from "decimal.js";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { billingEvents, charges, customers, ledgerPostings, plans, statementLines, subscriptions } from "@/db/schema";
import { addSubscriptionInput } from "../billing/input";
import { listSubscriptions } from "../billing/list-subscriptions";
import { markClosedWindows } from "../billing/mark-closed-windows";
import { inProvider, jobRequest } from "../context";
import { draftOfMonth } from "../money/open-months";
import { customerExposure } from "../overflow/customer-exposure";
import { parseInput } from "../parse-input";
import { standingsOf } from "../reads/standings";
import { recordUsage } from "../usage/record/record-usage";
import { pricedPlan, usageWorld, use } from "../usage/testing";
import { changeLimit, endLimit, subscribe } from "./agree-limits";
import { evaluateDirtyStandings } from "./evaluate";
import { changeOrPreview } from "./preview-change";

// Offset billing on the database, with time passing: docs/rules.md 4.9.

let t: Awaited<ReturnType<typeof usageWorld>>;
let made = 0;
beforeAll(async () => {
  t = await usageWorld();
  await t.db.withProvider(async (tx) => {
    const [plan] = await tx.select().from(plans);
    if (!plan) throw new Error("The world has no plan.");
    await tx.insert(plans).values({ ...plan, id: "plan_2", slug: "second" });
    await pricedPlan(tx, { planId: "plan_2", prices: [{ currency: "EUR", components: [] }] });
  });
});
afterAll(() => t.drop());

const at = (text: string) => new Date(`2026-11-${text}Z`);
const job = (now: Date) => jobRequest("test", now);
type Sent = [time: string, cloud: "cloud-a" | "cloud-b" | null, quantity: string];

/** A company with reference shares A 4, B 4, at 0.10 over and 0.02 under, by the hour. */
async function company(change: object = {}) {
  const customerId = `cust_offset_${++made}`;
  await t.db.withProvider(async (tx) => {
    const [acme] = await tx.select().from(customers).where(eq(customers.id, "cust_acme"));
    const own = { id: customerId, name: customerId, identifier: customerId, timeZone: "UTC" };
    if (acme) await tx.insert(customers).values({ ...acme, ...own });
  });
  const add = (more: object = {}, now = at("02T08:00:00")) =>
    inProvider(job(now), (ctx) => {
      const usual = { plan: "plan_1", meter: "requests", limit: "8", period: "hour", overRate: "0.10", mode: "offset" };
      const terms = { thresholdPercent: "100", billingStep: "1", overflowPolicy: "off", underCredit: "0.02" };
      const shares = { referenceShares: "cloud-a = 4, cloud-b = 4" };
      const given = parseInput(addSubscriptionInput, { ...usual, ...terms, ...shares, ...more });
      const { plan: planId, mode, from = now, ...parameter } = given;
      return subscribe(ctx, { customerId, planId, mode, validFrom: from, parameters: [parameter] });
    });
  await add(change);
  const rows = () =>
    t.db.withProvider((tx) => tx.select().from(charges).where(eq(charges.customerId, customerId)).orderBy(charges.id));
  const cron = async (now: Date) => {
    await inProvider(job(now), markClosedWindows);
    while ((await evaluateDirtyStandings(job(now))).judged > 0);
  };
  return {
    customerId,
    add,
    rows,
    cron,
    send: async (sent: Sent[], now: Date) => {
      const records = sent.map(([time, cloud, quantity]) =>
        use({
          ...{ meter: "requests", quantity, at: at(time), cloud },
          subject: cloud ? null : `mach_desk_${customerId}`,
        }),
      );
      await recordUsage(job(now), { sourceKind: "program", customerId, records });
      await evaluateDirtyStandings(job(now));
    },
    charged: async () => (await rows()).reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
    lines: () =>
      t.db.withProvider((tx) => tx.select().from(statementLines).where(eq(statementLines.customerId, customerId))),
    limit: async (now: Date) => {
      const [row] = await inProvider(job(now), (ctx) => listSubscriptions(ctx, customerId));
      return { customerId, parameterId: row?.parameter.id ?? "" };
    },
  };
}

const example: Sent[] = [
  ["03T10:05:00", "cloud-a", "6"],
  ["03T10:06:00", "cloud-b", "3"],
  ["03T11:05:00", "cloud-a", "3"],
  ["03T11:06:00", "cloud-b", "3"],
];

describe("a window is posted when it closes, after its grace", () => {
  test("the acceptance example: +2 -1 = +1, then -1 -1 = -2: 0.10 - 0.04 = 0.06, on one line of the month", async () => {
    const own = await company();
    await own.send(example.slice(0, 2), at("03T10:30:00"));
    await own.cron(at("03T11:09:59"));
    expect(await own.rows()).toEqual([]);
    await own.cron(at("03T11:10:00"));
    expect(await own.rows()).toMatchObject([{ quantity: "1", price: "0.1", amountMinor: 10n }]);
    await own.send(example.slice(2), at("03T11:30:00"));
    const [running] = await inProvider(job(at("03T11:30:00")), (ctx) => standingsOf(ctx, own.customerId));
    expect(running?.standing.figures).toMatchObject({
      increment: "0",
      offset: { net: "-2", rate: "0.02", price: "-0.04", unpriced: [] },
    });
    await own.cron(at("03T12:09:00"));
    expect(await own.charged()).toBe(10n);
    await own.cron(at("03T12:10:00"));
    expect(await own.rows()).toMatchObject([
      { quantity: "1", amountMinor: 10n },
      { quantity: "-2", price: "-0.04", amountMinor: -4n },
    ]);
    expect(await own.lines()).toMatchObject([
      { mode: "offset", quantity: "-1", amountMinor: 6n, windowStart: at("01T00:00:00"), used: null },
    ]);
    await own.cron(at("03T13:00:00"));
    expect(await own.rows()).toHaveLength(2);
  });

  test("the ledger balances, exposure and period follow a credit, and events are raised without an amount", async () => {
    const own = await company({ underCredit: "1" });
    await own.send(example, at("03T11:30:00"));
    await own.cron(at("03T13:00:00"));
    expect(await own.charged()).toBe(-190n);
    const postings = await t.db.withProvider((tx) =>
      tx.select().from(ledgerPostings).where(eq(ledgerPostings.customerId, own.customerId)),
    );
    expect(postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(0n);
    const [period, exposure] = await inProvider(job(at("03T13:00:00")), async (ctx) => [
      await draftOfMonth(ctx, own.customerId),
      await customerExposure(ctx, own.customerId),
    ]);
    expect([period.netMinor, exposure.unpaidMinor]).toEqual([-190n, -190n]);
    const events = await t.db.withProvider((tx) =>
      tx.select().from(billingEvents).where(eq(billingEvents.customerId, own.customerId)),
    );
    expect(events).toMatchObject([{ excess: "1", amountMinor: 0n, windowStart: at("03T10:00:00") }]);
  });

  test("windows without any record, and clouds without a share, come to nothing, and that is said", async () => {
    const own = await company({ referenceShares: "cloud-a = 4" });
    await own.send(
      [
        ["03T10:05:00", "cloud-b", "50"],
        ["03T12:05:00", "cloud-a", "4"],
      ],
      at("03T12:30:00"),
    );
    await own.cron(at("03T20:00:00"));
    expect((await own.rows()).map(({ windowStart, price }) => [windowStart, price])).toEqual([
      [at("03T10:00:00"), "-0.08"],
    ]);
  });
});

describe("by running total of the billing period", () => {
  const uses = Array.from({ length: 24 }, (_, hour): Sent[] => {
    const time = `04T${String(hour).padStart(2, "0")}:05:00`;
    return [
      [time, "cloud-a", `${(hour * 7) % 11}.${hour % 10}`],
      [time, "cloud-b", `${(hour * 5) % 9}`],
    ];
  }).flat();
  const rates = { overRate: "0.0333", underCredit: "0.0077", billingFactor: "0.5" };

  test("pacing, order of arrival and two evaluators at once change nothing; it is rounded once", async () => {
    const amounts: bigint[] = [];
    const paced = await company(rates);
    for (let hour = 0; hour < 24; hour++) {
      await paced.send(uses.slice(hour * 2, hour * 2 + 2), at(`04T${String(hour).padStart(2, "0")}:30:00`));
      await paced.cron(at(`04T${String(hour).padStart(2, "0")}:45:00`));
    }
    await paced.cron(at("06T00:00:00"));
    amounts.push(await paced.charged());
    const reversed = await company(rates);
    for (const one of [...uses].reverse()) await reversed.send([one], at("06T00:00:00"));
    amounts.push(await reversed.charged());
    const raced = await company(rates);
    await recordUsage(job(at("06T00:00:00")), {
      ...{ sourceKind: "program", customerId: raced.customerId },
      records: uses.map(([time, cloud, quantity]) =>
        use({ meter: "requests", quantity, at: at(time), cloud, subject: null }),
      ),
    });
    await Promise.all([1, 2, 3].map(() => evaluateDirtyStandings(job(at("06T00:00:00")))));
    await raced.cron(at("06T00:00:00"));
    amounts.push(await raced.charged());
    const exact = (await raced.rows()).reduce((sum, { price }) => sum.plus(price ?? 0), new Decimal(0));
    const minor = BigInt(exact.times(100).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed());
    expect(amounts).toEqual([minor, minor, minor]);
  });

  test("late use posts the difference, a month later too, to the month of its window", async () => {
    const own = await company();
    await own.send(example, at("03T11:30:00"));
    await own.cron(at("03T13:00:00"));
    const late = new Date("2026-12-05T08:00:00Z");
    await own.send([["03T11:07:00", "cloud-b", "5"]], late);
    expect((await own.rows()).at(-1)).toMatchObject({ quantity: "5", price: "0.34", amountMinor: 34n });
    expect(await own.charged()).toBe(40n);
    expect(await own.lines()).toMatchObject([{ amountMinor: 40n, windowStart: at("01T00:00:00") }]);
  });

  test("rates and shares are those of a window's begin; a change for the past is previewed, and posts the difference", async () => {
    const own = await company();
    await own.send(example, at("03T11:30:00"));
    await own.cron(at("03T13:00:00"));
    const now = at("04T08:00:00");
    const change = {
      ...(await own.limit(now)),
      ...{ from: at("03T10:30:00"), change: { referenceShares: [{ cloud: "cloud-a", share: "1" }] } },
    };
    const { preview } = await inProvider(job(now), (ctx) =>
      changeOrPreview(ctx, { preview: true }, (tried) => changeLimit(tried, change)),
    );
    expect(preview?.windows.flatMap(({ charge }) => charge?.minor ?? [])).toEqual([24n]);
    expect(await own.charged()).toBe(6n);
    await inProvider(job(now), (ctx) => changeLimit(ctx, change));
    await own.cron(now);
    expect(await own.charged()).toBe(30n);
    await expect(
      inProvider(job(now), (ctx) => changeLimit(ctx, { ...change, change: { referenceShares: [] } })),
    ).rejects.toThrow(/at least one/);
    await expect(
      inProvider(job(now), (ctx) =>
        changeLimit(ctx, { ...change, change: { covers: [{ name: "A", quantity: "1" }] } }),
      ),
    ).rejects.toThrow(/Offset billing has none/);
  });

  test("a limit that ends in the past gives back what its later windows came to", async () => {
    const own = await company();
    await own.send(example, at("03T11:30:00"));
    await own.cron(at("03T13:00:00"));
    const now = at("04T08:00:00");
    const id = await own.limit(now);
    await inProvider(job(now), (ctx) => endLimit(ctx, { ...id, at: at("03T11:00:00") }));
    await own.cron(now);
    expect(await own.charged()).toBe(10n);
  });
});

describe("limit billing or offset billing, never both", () => {
  const modesOf = (customerId: string) =>
    t.db.withProvider((tx) =>
      tx.select({ mode: subscriptions.mode }).from(subscriptions).where(eq(subscriptions.customerId, customerId)),
    );

  test("a subscription has one of them; its limits join it in the same", async () => {
    const own = await company();
    const limits = { mode: "limit", referenceShares: "", meter: "bandwidth" };
    await expect(own.add(limits)).rejects.toThrow(/uses offset billing.*never both/);
    await own.add({ meter: "bandwidth" });
    expect(await modesOf(own.customerId)).toEqual([{ mode: "offset" }]);
    await expect(own.add({ meter: "memory", referenceShares: "" })).rejects.toThrow(/at least one cloud/);
    await expect(own.add({ meter: "memory", covers: "A = 1" })).rejects.toThrow(/Offset billing has none/);
  });

  test("one use is billed in one way, whichever plan it is of, also by two at once and where an end is taken back", async () => {
    const own = await company();
    const other = { plan: "plan_2", mode: "limit", referenceShares: "", from: "2026-11-03T08:00:00Z" };
    await expect(own.add(other)).rejects.toThrow(/One use is billed in one way/);
    await expect(
      own.add({ ...other, mode: "offset", cloud: "cloud-a", referenceShares: "cloud-a = 1" }),
    ).rejects.toThrow(/One use is billed in one way/);
    const now = at("04T08:00:00");
    const id = await own.limit(now);
    await inProvider(job(now), (ctx) => endLimit(ctx, { ...id, at: now }));
    await own.add({ ...other, from: "2026-11-04T08:00:00Z" }, now);
    await expect(inProvider(job(now), (ctx) => endLimit(ctx, { ...id, at: null }))).rejects.toThrow(
      /One use is billed in one way/,
    );
    const both = await company({ meter: "bandwidth" });
    const race = await Promise.allSettled([both.add({ meter: "memory" }), both.add({ ...other, meter: "memory" })]);
    expect(race.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const charge = and(eq(charges.customerId, both.customerId));
    expect(await t.db.withProvider((tx) => tx.select().from(charges).where(charge))).toEqual([]);
  });
});
