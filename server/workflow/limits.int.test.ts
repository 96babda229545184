import { and, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { billingEvents, charges, customers, overflows, subscriptions } from "@/db/schema";
import type { NewParameter } from "../billing/add-subscription";
import { listSubscriptions } from "../billing/list-subscriptions";
import { inProvider, jobRequest } from "../context";
import { reconcileOverflows } from "../overflow/reconcile-overflows";
import { standingsOf } from "../reads/standings";
import { recordBatch } from "../usage/record/record-batch";
import { recordUsage } from "../usage/record/record-usage";
import { usageWorld, use } from "../usage/testing";
import { changeLimit, endLimit, subscribe } from "./agree-limits";
import { evaluateDirtyStandings } from "./evaluate";
import { changeOrPreview } from "./preview-change";

let t: Awaited<ReturnType<typeof usageWorld>>;
let made = 0;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const at = (text: string) => new Date(`2026-11-${text}Z`);
const job = (now: Date) => jobRequest("test", now);

/** A company of its own for each test. */
async function company() {
  const customerId = `cust_${++made}`;
  await t.db.withProvider(async (tx) => {
    const [acme] = await tx.select().from(customers).where(eq(customers.id, "cust_acme"));
    if (acme) await tx.insert(customers).values({ ...acme, id: customerId, name: customerId, identifier: customerId });
  });
  const judge = (now: Date) => evaluateDirtyStandings(job(now));
  return {
    customerId,
    judge,
    subscribe: (
      now: Date,
      limit: string,
      change: Partial<Omit<NewParameter, "referenceShares">> & { from?: Date } = {},
    ) =>
      inProvider(job(now), (ctx) => {
        const terms = { meter: "requests", period: "month", overRate: "1", overflowPolicy: "off" } as const;
        const { from = now, ...parameter } = change;
        const parameters = [{ ...terms, limit, ...parameter }];
        return subscribe(ctx, { customerId, planId: "plan_1", validFrom: from, parameters });
      }),
    record: async (now: Date, quantity: string, time = now, id?: string) => {
      const record = { meter: "requests", subject: null, cloud: "cloud-a", quantity, at: time, ...(id ? { id } : {}) };
      const answer = await recordUsage(job(now), { sourceKind: "program", customerId, records: [use(record)] });
      await judge(now);
      return answer.fates;
    },
    standings: (now: Date) => inProvider(job(now), (ctx) => standingsOf(ctx, customerId)),
    limits: (now: Date) => inProvider(job(now), (ctx) => listSubscriptions(ctx, customerId)),
    charged: () =>
      t.db.withProvider(async (tx) => {
        const rows = await tx.select().from(charges).where(eq(charges.customerId, customerId));
        return rows.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
      }),
    events: () =>
      t.db.withProvider((tx) => tx.select().from(billingEvents).where(eq(billingEvents.customerId, customerId))),
  };
}
const only = <Row>(rows: readonly Row[]): Row => {
  if (rows.length !== 1) throw new Error(`${rows.length} rows instead of one.`);
  return rows[0] as Row;
};

describe("validity bounds the sum", () => {
  test("use from before the limit never counts in it, whenever it arrives", async () => {
    const own = await company();
    expect(await own.record(at("05T10:00:00"), "100")).toEqual({ counted: 1 });
    await own.subscribe(at("28T09:20:00"), "10");
    await own.record(at("28T09:21:00"), "1");
    await own.record(at("28T09:22:00"), "7", at("05T10:00:00"));
    const { standing, windowStart } = only(await own.standings(at("28T09:23:00")));
    expect(standing.figures).toMatchObject({ use: "1", excess: "0" });
    expect(windowStart).toEqual(new Date("2026-10-31T23:00:00Z"));
    expect(await own.charged()).toBe(0n);
  });

  test("a limit that begins in the past counts what was recorded since, as if it had come later", async () => {
    const own = await company();
    await own.record(at("05T10:00:00"), "100");
    await own.record(at("12T10:00:00"), "30");
    await own.subscribe(at("28T09:20:00"), "10", { from: at("10T00:00:00") });
    await own.judge(at("28T09:20:00"));
    expect(await own.charged()).toBe(2000n);
    expect(only(await own.events())).toMatchObject({ limit: "10", aggregate: "30", excess: "20" });
  });

  test("an excess of a month that is over is billed, and no machine is started for it", async () => {
    const own = await company();
    await own.record(at("20T08:00:00"), "9", new Date("2026-09-10T10:00:00Z"));
    const automatic = { overflowPolicy: "automatic" as const, from: new Date("2026-09-01T00:00:00Z") };
    await own.subscribe(at("20T08:00:00"), "4", automatic);
    await own.judge(at("20T08:00:00"));
    expect(await own.charged()).toBe(500n);
    await reconcileOverflows(job(at("20T08:00:00")));
    const found = await t.db.withProvider((tx) =>
      tx.select().from(overflows).where(eq(overflows.customerId, own.customerId)),
    );
    expect(only(found)).toMatchObject({
      state: "declined",
      reason: expect.stringContaining("period of this crossing"),
    });
  });

  test("after its end nothing counts any more; an end in the past takes nothing back", async () => {
    const own = await company();
    await own.subscribe(at("02T08:00:00"), "10");
    await own.record(at("03T08:00:00"), "14");
    expect(await own.charged()).toBe(400n);
    const [{ parameter } = only([])] = await own.limits(at("04T08:00:00"));
    await inProvider(job(at("04T08:00:00")), (ctx) =>
      endLimit(ctx, { customerId: own.customerId, parameterId: parameter.id, at: at("03T00:00:00") }),
    );
    await own.judge(at("04T08:00:00"));
    await own.record(at("04T09:00:00"), "50");
    expect(await own.charged()).toBe(400n);
    expect(await own.standings(at("04T10:00:00"))).toEqual([]);
    const [subscription] = await t.db.withProvider((tx) =>
      tx.select().from(subscriptions).where(eq(subscriptions.customerId, own.customerId)),
    );
    expect(subscription?.validTo).toEqual(at("03T00:00:00"));
  });
});

describe("a limit changes with a date", () => {
  const change = (own: Awaited<ReturnType<typeof company>>, now: Date, from: Date, limit: string) =>
    inProvider(job(now), async (ctx) => {
      const [{ parameter } = only([])] = await listSubscriptions(ctx, own.customerId);
      return changeLimit(ctx, { customerId: own.customerId, parameterId: parameter.id, from, change: { limit } });
    });

  test("raised in mid-period: the running total is billed once, and nothing is taken back", async () => {
    const own = await company();
    await own.subscribe(at("02T08:00:00"), "10");
    await own.record(at("03T08:00:00"), "30");
    expect(await own.charged()).toBe(2000n);
    await change(own, at("04T08:05:00"), at("04T08:05:00"), "40");
    await own.judge(at("04T08:05:00"));
    await own.record(at("05T08:00:00"), "25");
    expect(await own.charged()).toBe(2000n);
    await own.record(at("06T08:00:00"), "10");
    expect(await own.charged()).toBe(2500n);
    expect(only(await own.standings(at("06T09:00:00")))).toMatchObject({ limit: "40" });
  });

  test("the same histories cost the same, whenever a record of them comes and is judged", async () => {
    const costs: bigint[] = [];
    for (const late of [false, true]) {
      const own = await company();
      await own.subscribe(at("02T08:00:00"), "10");
      if (!late) await own.record(at("03T08:00:00"), "30");
      await change(own, at("04T08:05:00"), at("04T08:05:00"), "40");
      await own.record(at("05T08:00:00"), "35");
      if (late) await own.record(at("06T08:00:00"), "30", at("03T08:00:00"));
      costs.push(await own.charged());
    }
    expect(costs).toEqual([2500n, 2500n]);
  });

  test("a preview says what then happens, and leaves nothing behind", async () => {
    const own = await company();
    await own.subscribe(at("02T08:00:00"), "100");
    await own.record(at("10T08:00:00"), "60");
    const now = at("20T08:00:00");
    const [{ parameter } = only([])] = await own.limits(now);
    const id = { customerId: own.customerId, parameterId: parameter.id };
    const lowered = { ...id, from: at("09T00:00:00"), change: { limit: "20" } };
    const { preview } = await inProvider(job(now), (ctx) =>
      changeOrPreview(ctx, { preview: true }, (inner) => changeLimit(inner, lowered)),
    );
    expect(only(preview?.windows ?? [])).toMatchObject({
      before: { use: "60", excess: "0" },
      after: { use: "60", limit: "20", excess: "40" },
      charge: { minor: 4000n, currency: "EUR" },
      raises: true,
    });
    expect(await own.judge(now)).toMatchObject({ judged: 0 });
    expect(only(await own.standings(now))).toMatchObject({ limit: "100", standing: { figures: { excess: "0" } } });
    await inProvider(job(now), (ctx) => changeLimit(ctx, lowered));
    await own.judge(now);
    expect(await own.charged()).toBe(4000n);
    expect(await own.events()).toHaveLength(1);
  });

  test("a rate holds from the next window that begins", async () => {
    const own = await company();
    await own.subscribe(at("02T08:00:00"), "0", { period: "day" });
    await inProvider(job(at("03T12:00:00")), async (ctx) => {
      const [{ parameter } = only([])] = await listSubscriptions(ctx, own.customerId);
      const id = { customerId: own.customerId, parameterId: parameter.id };
      return changeLimit(ctx, { ...id, from: at("03T12:00:00"), change: { overRate: "5" } });
    });
    await own.record(at("03T13:00:00"), "1");
    expect(await own.charged()).toBe(100n);
    await own.record(at("04T13:00:00"), "1");
    expect(await own.charged()).toBe(600n);
  });

  test("times at which it is not valid, and more than a year back, are refused", async () => {
    const own = await company();
    await own.subscribe(at("02T08:00:00"), "10");
    const now = at("20T08:00:00");
    await expect(change(own, now, at("01T08:00:00"), "20")).rejects.toThrow(/not valid at that time/);
    await expect(change(own, now, new Date("2024-01-01T00:00:00Z"), "20")).rejects.toThrow(/more than a year back/);
  });

  test("two changes at once both hold, the later one last", async () => {
    const own = await company();
    await own.subscribe(at("02T08:00:00"), "10");
    const now = at("20T08:00:00");
    await Promise.all([change(own, now, now, "20"), change(own, now, now, "30")]);
    const [{ parameter, versions } = only([])] = await own.limits(now);
    expect(versions).toHaveLength(2);
    expect(["20", "30"]).toContain(parameter.limit);
  });
});

describe("limits of one meter stack", () => {
  test("a second one is used up after the first; one use is billed once, and one fee", async () => {
    const own = await company();
    const first = await own.subscribe(at("28T09:00:00"), "10");
    await own.record(at("28T09:01:00"), "101");
    expect(await own.charged()).toBe(9100n);
    expect(await own.subscribe(at("28T09:30:00"), "200")).toBe(first);
    await own.record(at("28T09:31:00"), "150");
    expect(await own.charged()).toBe(9100n);
    await own.record(at("28T10:01:00"), "60");
    expect(await own.charged()).toBe(10100n);
    const shown = (await own.standings(at("28T10:02:00"))).map(({ limit, standing }) => [
      limit,
      standing.figures?.use,
      standing.figures?.covered,
    ]);
    expect(shown).toEqual([
      ["10", "101", "10"],
      ["200", "210", "200"],
    ]);
  });

  test("late use from before the second began, which the first covers, moves later use on to the second", async () => {
    const own = await company();
    await own.subscribe(at("02T08:00:00"), "10");
    await own.subscribe(at("10T08:00:00"), "5");
    await own.record(at("12T08:00:00"), "12");
    expect(await own.charged()).toBe(0n);
    await own.record(at("13T08:00:00"), "8", at("05T08:00:00"));
    expect(await own.charged()).toBe(500n);
  });

  test("one that is added for the past bills none of what the first has billed, and one that ends leaves it to the first", async () => {
    const own = await company();
    await own.subscribe(at("02T08:00:00"), "10");
    await own.record(at("03T08:00:00"), "30");
    expect(await own.charged()).toBe(2000n);
    await own.subscribe(at("04T08:00:00"), "5", { from: at("02T09:00:00") });
    await own.judge(at("04T08:00:00"));
    expect(await own.charged()).toBe(2000n);
    await own.record(at("05T08:00:00"), "7");
    expect(await own.charged()).toBe(2200n);
    const second = (await own.limits(at("05T09:00:00"))).find(({ parameter }) => parameter.limit === "5");
    await inProvider(job(at("05T09:00:00")), (ctx) =>
      endLimit(ctx, { customerId: own.customerId, parameterId: second?.parameter.id ?? "", at: at("02T09:00:00") }),
    );
    await own.judge(at("05T09:00:00"));
    expect(await own.charged()).toBe(2700n);
  });

  test("another period beside it is refused, by the verb and by the database", async () => {
    const own = await company();
    await own.subscribe(at("02T08:00:00"), "10");
    await expect(own.subscribe(at("03T08:00:00"), "5", { period: "day" })).rejects.toThrow(/share their period/);
    const both = await company();
    const race = await Promise.allSettled([
      both.subscribe(at("02T08:00:00"), "10"),
      both.subscribe(at("02T08:00:00"), "5", { period: "day" }),
    ]);
    expect(race.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

test("the standing of a window exists from its start, at zero, and a past one is never shown as the present", async () => {
  const own = await company();
  await own.subscribe(at("02T08:00:00"), "10");
  await own.record(at("20T08:00:00"), "72");
  const now = new Date("2027-01-05T08:00:00Z");
  const { standing, windowStart, soFarMinor } = only(await own.standings(now));
  expect(standing).toMatchObject({ over: false, figures: { use: "0", covered: "0", excess: "0" } });
  expect([windowStart, soFarMinor]).toEqual([new Date("2026-12-31T23:00:00Z"), 0n]);
  const charge = and(eq(charges.customerId, own.customerId), eq(charges.state, "posted"));
  expect(await t.db.withProvider((tx) => tx.select().from(charges).where(charge))).toHaveLength(1);
});

test.each(["begins", "changes", "ends"] as const)(
  "use that is being recorded while a limit %s is judged by it, whichever commits first",
  async (act) => {
    const { customerId, subscribe: begin, judge } = await company();
    const now = at("20T10:40:00");
    if (act !== "begins") await begin(at("20T10:00:00"), act === "changes" ? "100" : "1");
    const [limit] = await inProvider(job(now), (ctx) => listSubscriptions(ctx, customerId));
    const id = { customerId, parameterId: limit?.parameter.id ?? "" };
    const acts = {
      begins: () => begin(now, "5", { from: at("20T10:00:00") }),
      changes: () =>
        inProvider(job(now), (ctx) => changeLimit(ctx, { ...id, from: at("20T10:00:00"), change: { limit: "5" } })),
      ends: () => inProvider(job(now), (ctx) => endLimit(ctx, { ...id, at: at("20T10:00:00") })),
    };
    const record = use({ meter: "requests", subject: null, cloud: "cloud-a", quantity: "7", at: at("20T10:20:00") });
    const sender = { sourceKind: "program", machineId: null, mayNameCustomer: false, unentitled: null } as const;
    let acting: Promise<unknown> = Promise.resolve();
    await inProvider(job(now), async (ctx) => {
      await recordBatch(ctx, { customerId, sender, records: [record], unreadable: 0 });
      acting = acts[act]();
      // It has come as far as it can before the sender commits.
      await Promise.race([acting, somebodyWaits()]);
    });
    await acting;
    await judge(now);
    const rows = await inProvider(job(now), ({ tx }) =>
      tx.select().from(charges).where(eq(charges.customerId, customerId)),
    );
    expect(rows.map(({ quantity }) => quantity)).toEqual(act === "ends" ? [] : ["2"]);
  },
);

/** Until a transaction of this database waits for another one's lock. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const [waiting] = await t.db.withProvider((tx) =>
      tx.execute(sql`select from pg_locks l join pg_database d on d.oid = l.database
                      where d.datname = current_database() and not l.granted limit 1`),
    );
    if (waiting) return;
  }
}
