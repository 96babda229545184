import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { customers, plans, subscriptions, subscriptionVersions } from "@/db/schema";
import { monthlyCharge } from "../catalogue/first-version";
import { inCustomer, inProvider, jobRequest, newRequest } from "../context";
import { csvResponse } from "../http/csv";
import { pricedPlan, usageWorld } from "../usage/testing";
import { setAccountCodes } from "./account-codes";
import { balancesAt, entriesUntil, owedOf } from "./balance-at";
import { issueNextStatement } from "./issue-statement";
import { journalMonth, journalPage } from "./journal";
import { journalColumns, journalName } from "./journal-file";
import { type AccountKind, balanceOwed, postEntry } from "./ledger";
import { enterPayment, reversePayment } from "./post-payment";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const sides: [AccountKind, AccountKind][] = [
  ["unbilled", "revenue"],
  ["receivable", "unbilled"],
  ["cash", "receivable"],
  ["receivable", "cash"],
];
const begin = Date.UTC(2026, 9, 1);
const hourMs = 3_600_000;
const at = (hours: number) => new Date(begin + hours * hourMs);
/** Random entries over 90 days, several at one instant among them. */
const anyHistory = fc.array(
  fc.record({
    customerId: fc.constantFrom("cust_acme", "cust_other"),
    hour: fc.integer({ min: 0, max: 90 * 24 }),
    side: fc.nat(sides.length - 1),
    minor: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
  }),
  { minLength: 60, maxLength: 60 },
);
type Drawn = typeof anyHistory extends fc.Arbitrary<(infer One)[]> ? One : never;

/** What is owed of random entries, by other code: the sum of what unbilled and receivable are debited and credited. */
const owedBy = (drawn: Drawn[], customerId: string, hour: number) => {
  let owed = 0n;
  for (const one of drawn) {
    if (one.customerId !== customerId || one.hour > hour) continue;
    if (one.side === 0 || one.side === 3) owed += one.minor;
    if (one.side === 2) owed -= one.minor;
  }
  return owed;
};

describe("a random history", () => {
  let drawn: Drawn[];
  beforeAll(async () => {
    drawn = fc.sample(anyHistory, 1)[0] ?? [];
    for (const [n, { customerId, hour, side, minor }] of drawn.entries())
      await inProvider(jobRequest("test", at(hour)), (ctx) => {
        const [debit, credit] = sides[side] ?? ["unbilled", "revenue"];
        const cause = { causeKind: "random", causeId: String(n), description: `Entry ${n}` };
        return postEntry(ctx, { customerId, debit, credit, amount: { minor, currency: "EUR" }, ...cause });
      });
  });

  test("the balance at any instant is the sum of what was posted by then; that of now is the running one", async () => {
    const hours = [-1, ...new Set(drawn.map(({ hour }) => hour)), 90 * 24 + 1];
    for (const customerId of ["cust_acme", "cust_other"]) {
      for (const hour of hours)
        for (const [offsetMs, until] of [
          [0, hour],
          [-1, hour - 1e-6],
        ] as const) {
          const time = new Date(at(hour).getTime() + offsetMs);
          const balances = await inProvider(jobRequest("test"), (ctx) =>
            balancesAt(ctx, { customerId, currency: "EUR", at: time }),
          );
          const sum = Object.values(balances).reduce((total, minor) => total + minor, 0n);
          expect({ drawn, time, owed: owedOf(balances), sum }).toEqual({
            ...{ drawn, time, owed: owedBy(drawn, customerId, until), sum: 0n },
          });
        }
      const running = await inProvider(jobRequest("test"), (ctx) => balanceOwed(ctx, customerId, "EUR"));
      expect(running).toBe(owedBy(drawn, customerId, Number.POSITIVE_INFINITY));
    }
  });

  test("the entries that make it up come page by page, each once, with what was owed after it", async () => {
    const until = at(60 * 24);
    const rows = [];
    for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
      const page: Awaited<ReturnType<typeof entriesUntil>> = await inCustomer(jobRequest("test"), "cust_acme", (ctx) =>
        entriesUntil(ctx, { customerId: "cust_acme", at: until, cursor, limit: 7 }),
      );
      rows.push(...page.rows);
      cursor = page.nextCursor;
    }
    const mine = drawn.filter(({ customerId, hour }) => customerId === "cust_acme" && hour <= 60 * 24);
    expect(rows).toHaveLength(mine.length);
    let owed = owedBy(drawn, "cust_acme", 60 * 24);
    for (const row of rows) {
      expect({ drawn, id: row.id, after: row.owedAfterMinor }).toEqual({ drawn, id: row.id, after: owed });
      owed -= row.owedMinor;
    }
    expect(owed).toBe(0n);
  });

  test("a journal's debits are its credits, each entry stands in the month in which it was posted", async () => {
    const months = ["2026-09", "2026-10", "2026-11", "2026-12"];
    const entries = new Map<string, string>();
    for (const month of months) {
      let sum = 0n;
      for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
        const page: Awaited<ReturnType<typeof journalPage>> = await inProvider(jobRequest("test"), (ctx) =>
          journalPage(ctx, { month, cursor, limit: 9 }),
        );
        for (const row of page.rows) {
          sum += (row.debitMinor ?? 0n) - (row.creditMinor ?? 0n);
          entries.set(row.entryId, month);
          expect(row.postedAt.toISOString().slice(0, 7)).toBe(month);
        }
        cursor = page.nextCursor;
      }
      expect({ month, sum }).toEqual({ month, sum: 0n });
    }
    expect(entries.size).toBe(drawn.length);
  });
});

describe("a company's month in the journal", () => {
  const october = "2026-10";
  const file = async (month: string, now: Date) => {
    const request = jobRequest("test", now);
    const answer = await csvResponse(journalName(month, now), now, journalColumns, (cursor) =>
      inProvider(request, (ctx) => journalPage(ctx, { month, cursor, limit: 3 })),
    );
    return { name: answer.headers.get("content-disposition") ?? "", text: await answer.text() };
  };
  const when = (time: string) => jobRequest("test", new Date(time));
  const billed = { customerId: "cust_billed", currency: "EUR" };

  beforeAll(async () => {
    await t.db.withProvider(async (tx) => {
      const [company] = await tx.select().from(customers);
      if (!company) throw new Error("There is no customer to copy.");
      await tx.insert(customers).values({ ...company, id: billed.customerId, name: "Billed", identifier: "billed" });
      const [plan] = await tx.select().from(plans);
      if (!plan) throw new Error("There is no plan to copy.");
      await tx.insert(plans).values({ ...plan, id: "plan_paid", slug: "paid" });
      const versionId = await pricedPlan(tx, { planId: "plan_paid", prices: [monthlyCharge("30.00", "EUR")] });
      await tx.insert(subscriptions).values({
        ...{ customerId: billed.customerId, id: "subs_paid", planId: "plan_paid", serviceId: plan.serviceId },
        ...{ mode: "limit", validFrom: new Date("2027-01-31T23:00:00Z"), createdAt: new Date("2027-02-01T00:00:00Z") },
      });
      await tx.insert(subscriptionVersions).values({
        ...{
          customerId: billed.customerId,
          id: "sver_paid",
          subscriptionId: "subs_paid",
          versionId,
          createdBy: "test",
        },
        ...{ validFrom: new Date("2027-01-31T23:00:00Z"), createdAt: new Date("2027-02-01T00:00:00Z") },
      });
    });
    await inProvider(when("2027-03-02T09:00:00Z"), (ctx) =>
      issueNextStatement(ctx, { ...billed, until: new Date("2027-03-02T00:00:00Z") }),
    );
  });

  test("has each posting with its account's code, the revenue by service where finance set it", async () => {
    const lines = async () => {
      const { rows } = await inProvider(when("2027-05-01T00:00:00Z"), (ctx) =>
        journalPage(ctx, { month: "2027-03", limit: 50 }),
      );
      return rows.map(({ code, debitMinor, creditMinor, number }) => [number, code, debitMinor, creditMinor]);
    };
    expect(await lines()).toEqual([
      ["2027-000001", "Receivables, not billed yet", 3000n, null],
      ["2027-000001", "Revenue", null, 3000n],
      ["2027-000001", "Receivables", 3000n, null],
      ["2027-000001", "Receivables, not billed yet", null, 3000n],
    ]);
    await inProvider(when("2027-05-01T00:00:00Z"), (ctx) =>
      setAccountCodes(ctx, { revenue: "8400", "revenue:svc_node": "8410", receivable: "1400", cash: "1200" }),
    );
    expect((await lines()).map(([, code]) => code)).toEqual([
      ...["Receivables, not billed yet", "8410", "1400", "Receivables, not billed yet"],
    ]);
    await inProvider(when("2027-05-01T00:00:00Z"), (ctx) => setAccountCodes(ctx, { "revenue:svc_node": "" }));
    expect((await lines()).map(([, code]) => code)).toEqual([
      ...["Receivables, not billed yet", "8400", "1400", "Receivables, not billed yet"],
    ]);
    await expect(
      inProvider(when("2027-05-01T00:00:00Z"), (ctx) => setAccountCodes(ctx, { nowhere: "1" })),
    ).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("does not change once it ended, whatever is posted, paid and reversed afterwards", async () => {
    const before = await file(october, new Date("2027-05-01T00:00:00Z"));
    const march = await file("2027-03", new Date("2027-05-01T00:00:00Z"));
    expect(march.text.split("\r\n")[1]).toMatch(
      /^2027-03-02T09:00:00.000Z,lent_\w+,2027-000001,.*,cust_billed,Billed,"Receivables, not billed yet",30.00,,EUR$/,
    );
    const paid = await inProvider(when("2027-05-02T00:00:00Z"), (ctx) =>
      enterPayment(ctx, {
        ...{ customerId: billed.customerId, amount: { minor: 3000n, currency: "EUR" } },
        ...{ receivedOn: "2027-03-31", reference: "late" },
      }),
    );
    await inProvider(when("2027-05-03T00:00:00Z"), (ctx) =>
      reversePayment(ctx, { customerId: billed.customerId, id: paid, reason: "a customer must not read this" }),
    );
    expect(await file(october, new Date("2027-06-01T00:00:00Z"))).toEqual({
      ...before,
      name: before.name.replace("2027-05-01", "2027-06-01"),
    });
    expect((await file("2027-03", new Date("2027-06-01T00:00:00Z"))).text).toBe(march.text);
    expect((await file("2027-05", new Date("2027-06-01T00:00:00Z"))).text.split("\r\n")).toHaveLength(6);
  });

  test("is whole ten minutes after its end: what was being posted then is in it", () => {
    expect(journalMonth(october, new Date("2026-11-01T00:09:59Z")).isWhole).toBe(false);
    expect(journalMonth(october, new Date("2026-11-01T00:10:00Z")).isWhole).toBe(true);
    expect(journalName(october, new Date("2026-10-20T00:00:00Z"))).toBe("journal-2026-10-so-far");
  });

  test("a customer does not read what staff wrote about an entry", async () => {
    const member = newRequest(
      { kind: "customer", id: "user_1", label: "Mia", role: "owner", customerId: billed.customerId },
      new Date("2027-06-01T00:00:00Z"),
    );
    const own = await inCustomer(member, billed.customerId, (ctx) =>
      entriesUntil(ctx, { customerId: billed.customerId, limit: 10 }),
    );
    expect(own.rows.map(({ causeKind, description }) => [causeKind, description])).toEqual([
      ["payment_reversal", null],
      ["payment", "Payment received on 2027-03-31: late"],
      ["statement", "Statement 2027-000001"],
      ["fee", "Plan, Monthly fee: 30.00 EUR for the month."],
    ]);
  });
});
