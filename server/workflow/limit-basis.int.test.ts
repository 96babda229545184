import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEntries, billingEvents, charges, customers, standings, statementLines } from "@/db/schema";
import { addSubscriptionInput } from "../billing/input";
import { listSubscriptions } from "../billing/list-subscriptions";
import { inProvider, jobRequest } from "../context";
import { parseInput } from "../parse-input";
import { standingsOf } from "../reads/standings";
import { recordUsage } from "../usage/record/record-usage";
import { usageWorld, use } from "../usage/testing";
import { changeLimit, subscribe } from "./agree-limits";
import { evaluateDirtyStandings } from "./evaluate";
import { changeOrPreview } from "./preview-change";

// Whose use a limit counts, from which day, in which units, and what it includes: docs/rules.md 4.8, 4.10.

let t: Awaited<ReturnType<typeof usageWorld>>;
let made = 0;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const at = (text: string) => new Date(`2026-11-${text}Z`);
const job = (now: Date) => jobRequest("test", now);

/** A company of its own for each test, as staff write its limits. */
async function company(timeZone = "UTC") {
  const customerId = `cust_basis_${++made}`;
  await t.db.withProvider(async (tx) => {
    const [acme] = await tx.select().from(customers).where(eq(customers.id, "cust_acme"));
    if (acme)
      await tx
        .insert(customers)
        .values({ ...acme, id: customerId, name: customerId, identifier: customerId, timeZone });
  });
  const rows = async <Row>(read: (tx: Parameters<Parameters<typeof t.db.withProvider>[0]>[0]) => Promise<Row[]>) =>
    t.db.withProvider(read);
  return {
    customerId,
    add: (change: object, now = at("02T08:00:00")) =>
      inProvider(job(now), (ctx) => {
        const usual = { plan: "plan_1", meter: "requests", limit: "10", period: "month", overRate: "1" };
        const terms = { thresholdPercent: "100", billingStep: "1", overflowPolicy: "off" };
        const {
          plan: planId,
          from = now,
          ...parameter
        } = parseInput(addSubscriptionInput, { ...usual, ...terms, ...change });
        return subscribe(ctx, { customerId, planId, validFrom: from, parameters: [parameter] });
      }),
    change: async (change: Parameters<typeof changeLimit>[1]["change"], now: Date, place = 0) =>
      inProvider(job(now), async (ctx) => {
        const limit = (await listSubscriptions(ctx, customerId))[place];
        return changeLimit(ctx, { customerId, parameterId: limit?.parameter.id ?? "", from: now, change });
      }),
    record: async (now: Date, quantity: string, cloud: string | null, meter = "requests") => {
      const records = [use({ meter, quantity, at: now, ...(cloud ? { subject: null, cloud } : { subject: null }) })];
      await recordUsage(job(now), { sourceKind: "program", customerId, records });
      await evaluateDirtyStandings(job(now));
    },
    limits: (now: Date) => inProvider(job(now), (ctx) => listSubscriptions(ctx, customerId)),
    standings: (now: Date) => inProvider(job(now), (ctx) => standingsOf(ctx, customerId)),
    charges: () =>
      rows((tx) => tx.select().from(charges).where(eq(charges.customerId, customerId)).orderBy(charges.id)),
    lines: () => rows((tx) => tx.select().from(statementLines).where(eq(statementLines.customerId, customerId))),
    events: () => rows((tx) => tx.select().from(billingEvents).where(eq(billingEvents.customerId, customerId))),
    windows: () => rows((tx) => tx.select().from(standings).where(eq(standings.customerId, customerId))),
    audited: (action: string) =>
      rows((tx) =>
        tx
          .select()
          .from(auditEntries)
          .where(and(eq(auditEntries.customerId, customerId), eq(auditEntries.action, action))),
      ),
  };
}

describe("whose use a limit counts", () => {
  test("a limit of one cloud is marked, judged, charged and raised for its cloud alone", async () => {
    const own = await company();
    await own.add({ cloud: "cloud-a", limit: "4" });
    await own.record(at("03T08:00:00"), "50", "cloud-b");
    expect(await own.windows()).toEqual([]);
    await own.record(at("03T09:00:00"), "6", "cloud-a");
    expect(await own.charges()).toMatchObject([{ quantity: "2", amountMinor: 200n }]);
    expect(await own.events()).toMatchObject([{ cloudId: "cld_a", aggregate: "6", excess: "2" }]);
    expect(await own.standings(at("03T10:00:00"))).toMatchObject([
      { scopeCloud: { slug: "cloud-a", name: "Cloud A" }, standing: { figures: { use: "6" } } },
    ]);
    expect(await own.lines()).toMatchObject([{ scopeCloudName: "Cloud A", billingFactor: "1", covers: [] }]);
  });

  test("limits of two clouds have periods of their own; one over both must fit both", async () => {
    const own = await company();
    await own.add({ cloud: "cloud-a", limit: "4", period: "month" });
    await own.add({ cloud: "cloud-b", limit: "1", period: "day" });
    await own.record(at("03T08:00:00"), "3", "cloud-a");
    await own.record(at("04T08:00:00"), "3", "cloud-a");
    await own.record(at("03T08:00:00"), "1", "cloud-b");
    await own.record(at("04T08:00:00"), "1", "cloud-b");
    expect(await own.charges()).toMatchObject([{ quantity: "2" }]);
    await expect(own.add({ period: "month" })).rejects.toThrow(/share their period and anchor/);
    await expect(own.add({ cloud: "cloud-a", period: "day" })).rejects.toThrow(/share their period and anchor/);
  });

  test("a name that is no host cloud is refused with the names there are, on-premises with what counts it", async () => {
    const own = await company();
    await expect(own.add({ cloud: "nowhere" })).rejects.toThrow(/no host cloud nowhere. Name one of cloud-a, cloud-b/);
    await expect(own.add({ cloud: "on-premises" })).rejects.toThrow(/counts in limits over all clouds/);
    await expect(own.add({ referenceShares: "cloud-a = 4, elsewhere = 1" })).rejects.toThrow(/no host cloud elsewhere/);
    expect(await own.limits(at("02T08:00:00"))).toEqual([]);
  });
});

describe("the anchor of months", () => {
  test("a month from the 31st ends on the last day of a shorter one, in the customer's zone", async () => {
    const own = await company("Europe/Berlin");
    await own.add({ anchorDay: "31", from: "2026-01-01T00:00:00Z" });
    const now = at("03T08:00:00");
    const records = ["2026-02-28T12:00:00Z", "2026-03-30T12:00:00Z", "2026-03-31T12:00:00Z"].map((time) =>
      use({ meter: "requests", subject: null, cloud: "cloud-a", quantity: "6", at: new Date(time) }),
    );
    await recordUsage(job(now), { sourceKind: "program", customerId: own.customerId, records });
    await evaluateDirtyStandings(job(now));
    expect(await own.charges()).toMatchObject([
      { quantity: "2", windowStart: new Date("2026-02-27T23:00:00Z"), windowEnd: new Date("2026-03-30T22:00:00Z") },
    ]);
  });

  test("limits that count the same use share it, also two at once, and only months and weeks have one", async () => {
    const own = await company();
    await own.add({ anchorDay: 15 });
    await expect(own.add({ anchorDay: 1 })).rejects.toThrow(/share their period and anchor/);
    await expect(own.add({ meter: "bandwidth", anchorDay: 8, period: "week" })).rejects.toThrow(
      "Weeks begin on a day from 1 (Monday) to 7 (Sunday).",
    );
    await expect(own.add({ meter: "bandwidth", anchorDay: 2, period: "day" })).rejects.toThrow(
      /Only months and weeks have an anchor day/,
    );
    const both = await company();
    const race = await Promise.allSettled([both.add({ anchorDay: 15 }), both.add({ anchorDay: 16 })]);
    expect(race.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("billing factor and covers", () => {
  test("2 vCPU are 1 core: the increment is billed in billing units, and says so", async () => {
    const own = await company();
    await own.add({ billingFactor: "0.5", overRate: "3" });
    await own.record(at("03T08:00:00"), "15", "cloud-a");
    expect(await own.charges()).toMatchObject([{ increment: "5", quantity: "3", amountMinor: 900n }]);
    expect(await own.lines()).toMatchObject([{ billingFactor: "0.5", excess: "5" }]);
  });

  test("covers 2 + 2 on a limit of 0, use 5: one line of 1, and the event explains that amount", async () => {
    const own = await company();
    await own.add({ limit: "0", covers: "Launch offer = 2\nLoyalty = 2" });
    await own.record(at("03T08:00:00"), "5", "cloud-a");
    expect(await own.charges()).toMatchObject([{ increment: "5", cover: "4", quantity: "1", amountMinor: 100n }]);
    expect(await own.events()).toMatchObject([{ excess: "5", amountMinor: 100n }]);
    const covers = [
      { name: "Launch offer", quantity: "2" },
      { name: "Loyalty", quantity: "2" },
    ];
    expect(await own.lines()).toMatchObject([{ covers }]);
    expect(await own.standings(at("03T09:00:00"))).toMatchObject([{ covers }]);
  });

  test("covers hold from the next window that begins, with a preview; a line keeps what it was written with", async () => {
    const own = await company();
    await own.add({ limit: "0", period: "day" });
    await own.record(at("03T08:00:00"), "5", "cloud-a");
    const covers = [{ name: "Launch offer", quantity: "4" }];
    await own.change({ covers }, at("03T12:00:00"));
    await expect(own.change({ covers }, at("03T12:00:00"))).rejects.toThrow(/nothing would change/);
    await own.record(at("03T13:00:00"), "1", "cloud-a");
    await own.record(at("04T08:00:00"), "5", "cloud-a");
    expect((await own.charges()).map(({ cover, quantity }) => [cover, quantity])).toEqual([
      ["0", "5"],
      ["0", "1"],
      ["4", "1"],
    ]);
    const [{ parameter } = { parameter: { id: "" } }] = await own.limits(at("04T09:00:00"));
    const { preview } = await inProvider(job(at("04T09:00:00")), (ctx) =>
      changeOrPreview(ctx, { preview: true }, (tried) =>
        changeLimit(tried, { ...own, parameterId: parameter.id, from: at("04T00:00:00"), change: { covers: [] } }),
      ),
    );
    expect(preview?.windows).toMatchObject([{ after: { excess: "5" }, charge: { minor: 400n } }]);
    expect(await own.audited("limit.changed")).toMatchObject([{ detail: { covers: "Launch offer = 4" } }]);
  });

  test("what is written is read as pairs, and refused with a sentence", () => {
    const usual = { plan: "p", meter: "m", limit: "1", period: "month", thresholdPercent: "90", overRate: "1" };
    const read = (change: object) =>
      addSubscriptionInput.safeParse({ ...usual, billingStep: "1", overflowPolicy: "off", ...change });
    expect(read({ covers: "A = 1; B=2.5,\n C c = 3 \n" }).data?.covers).toEqual([
      { name: "A", quantity: "1" },
      { name: "B", quantity: "2.5" },
      { name: "C c", quantity: "3" },
    ]);
    expect([read({ covers: "" }).data?.covers, read({ referenceShares: " " }).data?.referenceShares]).toEqual([[], []]);
    expect(read({ referenceShares: [{ cloud: "cloud-a", share: "0" }] }).success).toBe(true);
    expect([read({ cloud: "all" }), read({ cloud: "" }), read({ cloud: null })].map(({ data }) => data?.cloud)).toEqual(
      [...[null, null, null]],
    );
    for (const [field, value, sentence] of [
      ["covers", "Offer", /name/],
      ["covers", "Offer = 0", /above 0/],
      ["covers", "Offer = -1", /number/],
      ["covers", "A = 1, A = 2", /name of its own/],
      ["covers", Array.from({ length: 21 }, (_, n) => ({ name: `n${n}`, quantity: "1" })), /at most 20/],
      ["referenceShares", "cloud-a = 1, cloud-a = 2", /one reference share/],
      ["billingFactor", "0", /above 0/],
      ["billingFactor", "1e300", /number/],
      ["anchorDay", "32", /1 to 31/],
      ["anchorDay", "0", /1 to 31/],
    ] as const) {
      const [issue] = read({ [field]: value }).error?.issues ?? [];
      expect({ value, field: issue?.path[0], sentence: sentence.test(issue?.message ?? "") }).toEqual({
        ...{ value, field, sentence: true },
      });
    }
  });
});

describe("what a limit counts by can change while it has billed nothing", () => {
  test("then every window since it began is judged again", async () => {
    const own = await company();
    await own.add({ limit: "10" });
    await own.record(at("03T08:00:00"), "6", "cloud-a");
    await own.record(at("03T09:00:00"), "4", "cloud-b");
    expect((await own.windows()).map(({ thresholdMetAt }) => thresholdMetAt === null)).toEqual([false]);
    await own.change({ cloud: "cloud-b", billingFactor: "2" }, at("20T08:00:00"));
    await evaluateDirtyStandings(job(at("20T08:00:00")));
    expect(await own.windows()).toMatchObject([{ thresholdMetAt: null, figures: { aggregate: "4" } }]);
    expect(await own.audited("limit.changed")).toMatchObject([{ detail: { cloud: "cld_b", billingFactor: "2" } }]);
  });

  test("afterwards it is refused with what to do, and the same again is no change", async () => {
    const own = await company();
    await own.add({ limit: "4" });
    await own.record(at("03T08:00:00"), "6", "cloud-a");
    const now = at("20T08:00:00");
    await expect(own.change({ billingFactor: "2" }, now)).rejects.toThrow(/End it, and add another limit/);
    await expect(own.change({ cloud: "cloud-a", limit: "5" }, now)).rejects.toThrow(/End it, and add another limit/);
    await own.change({ cloud: null, billingFactor: "1.0", limit: "5" }, now);
    expect((await own.limits(now))[0]?.parameter).toMatchObject({ limit: "5", scopeCloudId: null });
  });

  test("at once with judging: what is charged is charged by what the limit counts by then", async () => {
    for (let n = 0; n < 5; n++) {
      const own = await company();
      await own.add({ limit: "0", period: "day" });
      const now = at("20T08:00:00");
      const records = [
        use({ meter: "requests", subject: null, cloud: "cloud-a", quantity: "3", at: now }),
        use({ meter: "requests", subject: null, cloud: "cloud-b", quantity: "5", at: now }),
      ];
      await recordUsage(job(now), { sourceKind: "program", customerId: own.customerId, records });
      await Promise.allSettled([evaluateDirtyStandings(job(now)), own.change({ cloud: "cloud-b" }, now)]);
      await evaluateDirtyStandings(job(now));
      const [limit] = await own.limits(now);
      const units = (await own.charges()).reduce((sum, { quantity }) => sum + Number(quantity), 0);
      expect(units).toBe(limit?.parameter.scopeCloudId === null ? 8 : 5);
    }
  });
});
