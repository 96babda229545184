import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  billingInformation,
  customers,
  memberships,
  meters,
  notices,
  standings,
  statementLines,
  statements,
  users,
} from "@/db/schema";
import { jobRequest } from "../context";
import { usageWorld } from "../usage/testing";
import { issueStatements } from "./issue-statements";
import { sendStatement } from "./send-statement";
import { billedCompany } from "./testing/billed-company";

// Statements as a customer gets them: docs/rules.md 7.2 to 7.7.

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  await t.db.withProvider((tx) => tx.execute(sql`delete from subscriptions`));
});
afterAll(() => t.drop());

/** Fees of each statement up to a month-end, by what was subscribed. Times are UTC; in winter Berlin is 1 h ahead. */
const fees: {
  what: string;
  zone?: string;
  currency?: string;
  fee: string;
  from: string;
  to?: string;
  end: string;
  bills: string[];
}[] = [
  {
    what: "a whole month",
    ...{ fee: "30.00", from: "2026-10-31T23:00:00Z", end: "2026-12-01T09:00:00Z", bills: ["30.00"] },
  },
  {
    what: "from the middle of a month of 30 days",
    ...{ fee: "30.00", from: "2026-11-15T23:00:00Z", end: "2026-12-01T09:00:00Z", bills: ["15.00"] },
  },
  {
    what: "from the middle on, and the next month whole",
    ...{ fee: "30.00", from: "2026-11-15T23:00:00Z", end: "2027-01-01T09:00:00Z", bills: ["15.00", "30.00"] },
  },
  {
    what: "begun and ended in one month: 10 of 31 days",
    ...{ fee: "31.00", from: "2026-12-04T23:00:00Z", to: "2026-12-14T23:00:00Z" },
    ...{ end: "2027-01-01T09:00:00Z", bills: ["10.00"] },
  },
  {
    what: "a single hour: 1 of 720 hours, 4.1666… cents",
    ...{ fee: "30.00", from: "2026-11-10T10:00:00Z", to: "2026-11-10T11:00:00Z" },
    ...{ end: "2026-12-01T09:00:00Z", bills: ["0.04"] },
  },
  {
    what: "half a cent is rounded up: 12 of 720 hours of 0.30",
    ...{ fee: "0.30", from: "2026-11-10T10:00:00Z", to: "2026-11-10T22:00:00Z" },
    ...{ end: "2026-12-01T09:00:00Z", bills: ["0.01"] },
  },
  {
    what: "too short for a cent: the month is closed without a statement",
    ...{ fee: "0.30", from: "2026-11-10T10:00:00Z", to: "2026-11-10T11:00:00Z" },
    ...{ end: "2026-12-01T09:00:00Z", bills: [] },
  },
  {
    what: "February of 28 days, from the 15th",
    ...{ zone: "UTC", fee: "28.00", from: "2027-02-15T00:00:00Z", end: "2027-03-01T09:00:00Z", bills: ["14.00"] },
  },
  {
    what: "February of a leap year, from the 16th: 14 of 29 days",
    ...{ zone: "UTC", fee: "29.00", from: "2028-02-16T00:00:00Z", end: "2028-03-01T09:00:00Z", bills: ["14.00"] },
  },
  {
    what: "a month whose clocks go back has 745 hours: the last hour alone",
    ...{ fee: "745.00", from: "2026-10-31T22:00:00Z", to: "2026-10-31T23:00:00Z" },
    ...{ end: "2026-11-01T09:00:00Z", bills: ["1.00"] },
  },
  {
    what: "a month whose clocks go forward has 743 hours",
    ...{ fee: "743.00", from: "2027-03-31T21:00:00Z", to: "2027-03-31T22:00:00Z" },
    ...{ end: "2027-04-01T09:00:00Z", bills: ["1.00"] },
  },
  {
    what: "yen have no minor unit: half of 99",
    ...{ zone: "Asia/Tokyo", currency: "JPY", fee: "99", from: "2026-11-15T15:00:00Z" },
    ...{ end: "2026-12-01T09:00:00Z", bills: ["50"] },
  },
  {
    what: "dinars have three decimals: half of 9.901",
    ...{ zone: "Asia/Kuwait", currency: "KWD", fee: "9.901", from: "2026-11-15T21:00:00Z" },
    ...{ end: "2026-12-01T09:00:00Z", bills: ["4.951"] },
  },
  {
    what: "no month before it has ended in the customer's zone",
    ...{ zone: "America/Los_Angeles", fee: "30.00", from: "2026-11-01T07:00:00Z" },
    ...{ end: "2026-12-01T07:59:00Z", bills: [] },
  },
  {
    what: "nor before its last windows were judged, ten minutes later",
    ...{ zone: "UTC", fee: "30.00", from: "2026-11-01T00:00:00Z", end: "2026-12-01T00:09:59Z", bills: [] },
  },
];

describe("fees", () => {
  test.each(fees)("$what", async ({ zone: timeZone, currency, fee, from, to, end, bills }) => {
    const company = await billedCompany(t, { ...(timeZone && { timeZone }), ...(currency && { currency }) });
    await company.subscribe(fee, from, to ?? null);
    const before = await company.running(from);
    expect((await company.monthEnd(end)).refused).toEqual([]);
    const issued = await company.statements(end);
    expect(issued.map(({ net }) => net)).toEqual(bills);
    for (const { net, stored, fees: lines } of issued) expect([stored, lines]).toEqual([net, [net]]);
    // The draft showed it from the first day on.
    if (issued[0]) expect(before.fees.map(({ amountMinor }) => amountMinor)).toHaveLength(1);
    expect(await company.monthEnd(end)).toEqual({ issued: [], empty: 0, refused: [], next: null });
  });

  test("a subscription that is begun with a date in a month that is issued: the next statement bills it too", async () => {
    const company = await billedCompany(t);
    await company.subscribe("30.00", "2026-10-31T23:00:00Z");
    await company.monthEnd("2026-12-01T09:00:00Z");
    await company.subscribe("60.00", "2026-11-15T23:00:00Z");
    await company.monthEnd("2027-01-01T09:00:00Z");
    expect(await company.statements("2027-01-01T09:00:00Z")).toMatchObject([
      { fees: ["30.00"], net: "30.00" },
      { fees: ["30.00", "30.00", "60.00"], net: "120.00" },
    ]);
  });

  test("one that is ended with a date in a month that is issued gives back what was billed too much", async () => {
    const company = await billedCompany(t);
    const id = await company.subscribe("30.00", "2026-10-31T23:00:00Z");
    await company.monthEnd("2026-12-01T09:00:00Z");
    await company.endSubscription(id, "2026-11-15T23:00:00Z");
    await company.monthEnd("2027-01-01T09:00:00Z");
    expect(await company.statements("2027-01-01T09:00:00Z")).toMatchObject([
      { net: "30.00", settled: "15.00", state: "issued" },
      { fees: ["-15.00"], net: "-15.00", state: "paid" },
    ]);
    expect(await company.balances("2027-01-01T09:00:00Z")).toMatchObject({ receivable: "15.00", unbilled: "0.00" });
  });
});

describe("use", () => {
  test("a month that has ended is looked at until its statement is issued, as it will be issued", async () => {
    const company = await billedCompany(t);
    await company.subscribe("30.00", "2026-10-31T23:00:00Z");
    await company.limit({ limit: "10", overRate: "1", period: "month" }, "2026-11-02T08:00:00Z");
    await company.use("14", "2026-11-20T10:00:00Z");
    const now = "2026-12-01T09:00:00Z";
    expect(await company.waiting(now)).toEqual(["34.00"]);
    expect(await company.running(now, "2026-11")).toMatchObject({ netMinor: 3400n, useMinor: 400n });
    expect(await company.running(now)).toMatchObject({ netMinor: 3000n, lines: [] });
    await company.monthEnd(now);
    expect(await company.waiting(now)).toEqual([]);
    for (const month of ["2026-11", "2027-02"])
      await expect(company.running(now, month)).rejects.toMatchObject({ code: "not_found" });
  });

  test("late use of a month that is issued is billed by the next statement, and names its window", async () => {
    const company = await billedCompany(t);
    await company.limit({ limit: "10", overRate: "1", period: "month" }, "2026-11-02T08:00:00Z");
    await company.use("14", "2026-11-20T10:00:00Z");
    await company.monthEnd("2026-12-01T09:00:00Z");
    await company.use("3", "2026-11-28T10:00:00Z", "2026-12-03T10:00:00Z");
    await company.use("11", "2026-12-03T10:00:00Z");
    await company.monthEnd("2027-01-01T09:00:00Z");
    expect(await company.statements("2027-01-01T09:00:00Z")).toMatchObject([
      { month: "2026-10-31T23:00:00.000Z", use: ["4 for 4.00"], net: "4.00" },
      { month: "2026-11-30T23:00:00.000Z", use: ["3 for 3.00", "1 for 1.00"], net: "4.00" },
    ]);
  });

  test("late use before the month-end belongs to the month in which its window began", async () => {
    const company = await billedCompany(t);
    await company.limit({ limit: "10", overRate: "1", period: "month" }, "2026-11-02T08:00:00Z");
    await company.use("13", "2026-12-01T10:00:00Z");
    await company.use("14", "2026-11-20T10:00:00Z", "2026-12-01T11:00:00Z");
    await company.monthEnd("2027-01-01T09:00:00Z");
    expect(await company.statements("2027-01-01T09:00:00Z")).toMatchObject([
      { use: ["4 for 4.00"] },
      { use: ["3 for 3.00"] },
    ]);
  });

  test("a week across months: what was charged before the month-end, and the rest by the next statement", async () => {
    const company = await billedCompany(t);
    await company.limit({ limit: "10", overRate: "0.5", period: "week" }, "2026-11-02T08:00:00Z");
    // Monday 30 November begins a week that ends in December.
    await company.use("16", "2026-11-30T10:00:00Z");
    await company.monthEnd("2026-12-01T09:00:00Z");
    await company.use("5", "2026-12-02T10:00:00Z");
    await company.use("12", "2026-12-09T10:00:00Z");
    await company.monthEnd("2027-01-01T09:00:00Z");
    expect(await company.statements("2027-01-01T09:00:00Z")).toMatchObject([
      { use: ["6 for 3.00"], net: "3.00" },
      { use: ["5 for 2.50", "2 for 1.00"], net: "3.50" },
    ]);
  });

  test("days of two months", async () => {
    const company = await billedCompany(t);
    await company.limit({ limit: "10", overRate: "1", period: "day" }, "2026-11-02T08:00:00Z");
    await company.use("12", "2026-11-30T10:00:00Z");
    // Half an hour before midnight in Berlin, and half an hour after.
    await company.use("11", "2026-11-30T22:30:00Z");
    await company.use("15", "2026-11-30T23:30:00Z");
    await company.monthEnd("2027-01-01T09:00:00Z");
    expect(await company.statements("2027-01-01T09:00:00Z")).toMatchObject([
      { use: ["13 for 13.00"] },
      { use: ["5 for 5.00"] },
    ]);
  });

  test("a fraction of a cent is rounded once over all charges, also where a statement was issued in between", async () => {
    const company = await billedCompany(t);
    await company.limit({ limit: "10", overRate: "0.004", period: "month" }, "2026-11-02T08:00:00Z");
    for (const minute of [1, 2, 3]) await company.use("5", `2026-11-20T10:0${minute}:00Z`);
    await company.monthEnd("2026-12-01T09:00:00Z");
    await company.use("1", "2026-11-21T10:00:00Z", "2026-12-03T10:00:00Z");
    await company.monthEnd("2027-01-01T09:00:00Z");
    // 5 units: 2 cents. 6 units: 2.4 cents, and 2 are billed already.
    expect(await company.statements("2027-01-01T09:00:00Z")).toMatchObject([
      { use: ["5 for 0.02"], net: "0.02" },
      { use: ["1 for 0.00"], net: "0.00", state: "paid" },
    ]);
  });

  test("use of an issued month is corrected: what finance confirms is taken back by the next statement", async () => {
    const company = await billedCompany(t);
    await company.limit({ limit: "10", overRate: "1", period: "month" }, "2026-11-02T08:00:00Z");
    await company.use("14", "2026-11-20T10:00:00Z");
    await company.monthEnd("2026-12-01T09:00:00Z");
    const before = await company.statements("2026-12-01T09:00:00Z");
    await company.voidUse("2026-12-04T09:00:00Z");
    expect(await company.confirmAdjustments("2026-12-04T10:00:00Z")).toEqual(["-4 for -4.00"]);
    await company.monthEnd("2027-01-01T09:00:00Z");
    const [first, second] = await company.statements("2027-01-01T09:00:00Z");
    expect([first]).toEqual(before.map((one) => ({ ...one, settled: "4.00", state: "paid" })));
    expect(second).toMatchObject({ use: ["-4 for -4.00"], net: "-4.00", state: "paid" });
    expect(await company.balances("2027-01-01T09:00:00Z")).toMatchObject({ receivable: "0.00", revenue: "0.00" });
  });

  test("use that was recorded and not judged yet is on the statement; that of others is left to the worker", async () => {
    const [company, other] = [await billedCompany(t), await billedCompany(t)];
    for (const one of [company, other]) {
      await one.limit({ limit: "10", overRate: "1", period: "month" }, "2026-11-02T08:00:00Z");
      await one.use("14", "2026-11-20T10:00:00Z", "2026-12-01T08:00:00Z", false);
    }
    await company.monthEnd("2026-12-01T09:00:00Z");
    expect(await company.statements("2026-12-01T09:00:00Z")).toMatchObject([{ use: ["4 for 4.00"] }]);
    const waiting = await t.db.withProvider((tx) => tx.select().from(standings).where(eq(standings.dirty, true)));
    expect(waiting.map(({ customerId }) => customerId)).toEqual([other.customerId]);
    await other.monthEnd("2026-12-01T09:00:00Z");
    expect(await other.statements("2026-12-01T09:00:00Z")).toMatchObject([{ use: ["4 for 4.00"] }]);
  });

  test("a company that moves: the month that ran ends as it began, the next one in the new zone, without a gap", async () => {
    const company = await billedCompany(t);
    await company.subscribe("30.00", "2026-10-31T23:00:00Z");
    await company.moveTo("Asia/Tokyo", "2026-11-10T10:00:00Z");
    expect((await company.monthEnd("2026-11-30T18:00:00Z")).issued).toEqual([]);
    await company.monthEnd("2027-01-01T09:00:00Z");
    // November ends at midnight in Berlin, December at midnight in Tokyo.
    expect(await company.statements("2027-01-01T09:00:00Z")).toMatchObject([
      { month: "2026-10-31T23:00:00.000Z", fees: ["30.00"] },
      { month: "2026-11-30T23:00:00.000Z", fees: ["30.00"] },
    ]);
    expect((await company.running("2027-01-01T09:00:00Z")).start.toISOString()).toBe("2026-12-31T15:00:00.000Z");
  });

  test("no statement is issued while use of its month cannot be compared with its limit, and no other one waits", async () => {
    const [company, other] = [await billedCompany(t), await billedCompany(t)];
    const owner = postgres(t.ownerUrl, { max: 1, onnotice: () => {} });
    await owner.unsafe(`
      create function refuse_event() returns trigger language plpgsql as $$ begin raise check_violation; end $$;
      create trigger refuse_event before insert on billing_events for each row
        when (new.customer_id = '${company.customerId}') execute function refuse_event()`);
    for (const one of [company, other]) {
      await one.limit({ limit: "10", overRate: "1", period: "month" }, "2026-11-02T08:00:00Z");
      await one.use("12", "2026-11-20T10:00:00Z");
    }
    const run = await issueStatements(jobRequest("test", new Date("2026-12-01T09:00:00Z")), {});
    const { customerId } = company;
    expect(run.refused).toEqual([
      {
        customerId,
        customerName: expect.any(String),
        sentence: expect.stringMatching(/cannot be compared with its limit/),
      },
    ]);
    expect(await other.statements("2026-12-01T09:00:00Z")).toMatchObject([{ net: "2.00" }]);
    expect(await company.statements("2026-12-01T09:00:00Z")).toEqual([]);

    await owner.unsafe("drop trigger refuse_event on billing_events; drop function refuse_event()");
    await owner.end();
    await company.monthEnd("2026-12-01T10:00:00Z");
    expect(await company.statements("2026-12-01T10:00:00Z")).toMatchObject([{ net: "2.00" }]);
  });
});

describe("an issued statement", () => {
  test("never changes: not by new names, nor by anybody's hand", async () => {
    const company = await billedCompany(t);
    await company.subscribe("30.00", "2026-10-31T23:00:00Z");
    await company.limit({ limit: "10", overRate: "1", period: "month" }, "2026-11-02T08:00:00Z");
    await company.use("14", "2026-11-20T10:00:00Z");
    await company.monthEnd("2026-12-01T09:00:00Z");
    const whole = () =>
      t.db.withProvider((tx) => tx.select().from(statements).where(eq(statements.customerId, company.customerId)));
    const [before, lines] = [await whole(), await company.statements("2026-12-01T09:00:00Z")];
    expect(before).toMatchObject([{ header: { customerName: expect.stringMatching(/^Company/) }, netMinor: 3400n }]);
    await t.db.withProvider(async (tx) => {
      await tx.update(customers).set({ name: "Renamed" }).where(eq(customers.id, company.customerId));
      await tx.update(meters).set({ unit: "renamed" });
    });
    expect(await whole()).toEqual(before);
    expect(await company.statements("2026-12-05T09:00:00Z")).toEqual(lines);
    const own = eq(statements.customerId, company.customerId);
    for (const change of [
      () => t.db.withProvider((tx) => tx.update(statements).set({ netMinor: 1n }).where(own)),
      () => t.db.withProvider((tx) => tx.update(statements).set({ number: null, state: "draft" }).where(own)),
      () => t.db.withProvider((tx) => tx.delete(statements).where(own)),
      () =>
        t.db.withProvider((tx) =>
          tx.update(statementLines).set({ amountMinor: 1n }).where(eq(statementLines.customerId, company.customerId)),
        ),
      () =>
        t.db.withProvider((tx) => tx.delete(statementLines).where(eq(statementLines.customerId, company.customerId))),
    ])
      await expect(change()).rejects.toMatchObject({ cause: { message: expect.stringContaining("is issued") } });
  });

  test("numbers have no gaps, whoever issues at once", async () => {
    const companies = await Promise.all(Array.from({ length: 12 }, () => billedCompany(t)));
    for (const one of companies) await one.subscribe("30.00", "2029-10-31T23:00:00Z");
    const now = "2030-02-01T09:00:00Z";
    const runs = await Promise.all([1, 2, 3].map(() => issueStatements(jobRequest("test", new Date(now)), {})));
    const own = new Set(companies.map(({ customerId }) => customerId));
    expect(runs.flatMap(({ refused }) => refused).filter(({ customerId }) => own.has(customerId))).toEqual([]);
    const numbers = runs
      .flatMap(({ issued }) => issued)
      .map(({ number }) => number)
      .sort();
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => `2030-${String(n + 1).padStart(6, "0")}`));
    for (const one of companies)
      expect((await one.statements(now)).map(({ net }) => net)).toEqual(["30.00", "30.00", "30.00"]);
  });
});

test("owners, billing users and the address for statements are told, once, of what is to be paid", async () => {
  const company = await billedCompany(t);
  const { customerId } = company;
  await company.subscribe("30.00", "2026-10-31T23:00:00Z");
  await t.db.withProvider(async (tx) => {
    const at = new Date("2026-11-01T00:00:00Z");
    for (const role of ["owner", "billing", "technical"] as const) {
      const [userId, email] = [`user_${role}`, `${role}@company.example`];
      await tx.insert(users).values({ id: userId, email, sessionVersion: 1, createdAt: at });
      await tx.insert(memberships).values({ customerId, id: `memb_${role}`, userId, email, role, createdAt: at });
    }
    await tx.insert(billingInformation).values({
      ...{ customerId, legalName: "Company GmbH & Co.", address: "Street 1\nTown", country: "DE" },
      ...{ statementEmail: "invoices@company.example", updatedAt: at },
    });
  });
  await company.monthEnd("2026-12-01T09:00:00Z");
  await company.monthEnd("2026-12-01T10:00:00Z");
  const mails = await t.db.withProvider((tx) => tx.select().from(notices).where(eq(notices.customerId, customerId)));
  expect(mails.map(({ recipient }) => recipient).sort()).toEqual([
    "billing@company.example",
    "invoices@company.example",
    "owner@company.example",
  ]);
  expect(mails[0]).toMatchObject({
    subject: expect.stringMatching(/^Statement 2026-\d{6} of .*: November 2026, €30\.00$/),
    body: { text: expect.stringContaining("Please pay €30.00 by 15 December 2026") },
  });
  const [statement] = await t.db.withProvider((tx) =>
    tx.select().from(statements).where(eq(statements.customerId, customerId)),
  );
  expect(statement?.header).toMatchObject({ customerName: "Company GmbH & Co.", customerAddress: "Street 1\nTown" });
  // Sent once more, with what is left to pay by then.
  await company.pay("10.00", "2026-12-03T09:00:00Z");
  const id = statement?.id ?? "";
  expect(await company.at("2026-12-04T09:00:00Z", (ctx) => sendStatement(ctx, { id }))).toEqual({ sent: 3 });
  const again = await t.db.withProvider((tx) => tx.select().from(notices).where(eq(notices.customerId, customerId)));
  const texts = again.map(({ body }) => (body as { text: string }).text);
  expect(texts.filter((text) => text.includes("€10.00 of it is settled by what you had paid."))).toHaveLength(3);
  expect(texts).toHaveLength(6);
});

test("a draft, and a statement that nobody would get, are not sent", async () => {
  const company = await billedCompany(t);
  await company.subscribe("30.00", "2026-10-31T23:00:00Z");
  const send = (id: string) => company.at("2026-12-04T09:00:00Z", (ctx) => sendStatement(ctx, { id }));
  await expect(send("stmt_none")).rejects.toThrow("There is no statement");
  await company.monthEnd("2026-12-01T09:00:00Z");
  const [issued] = await company.statements("2026-12-01T09:00:00Z");
  await expect(send(issued?.id ?? "")).rejects.toThrow("no owner, no billing user and no address for statements");
});

describe("payments", () => {
  /** Two statements: 30.00 of November, 30.00 of December. */
  const owing = async () => {
    const company = await billedCompany(t);
    await company.subscribe("30.00", "2026-10-31T23:00:00Z");
    await company.monthEnd("2027-01-01T09:00:00Z");
    const issued = await company.statements("2027-01-01T09:00:00Z");
    return { company, ids: issued.map(({ id }) => id) };
  };
  const now = "2027-01-05T09:00:00Z";

  test("one that pays a statement exactly", async () => {
    const { company } = await owing();
    await company.pay("30.00", now);
    expect(await company.statements(now)).toMatchObject([{ state: "paid" }, { state: "issued", settled: "0.00" }]);
    expect(await company.balances(now)).toEqual({
      ...{ receivable: "30.00", unbilled: "0.00", revenue: "-60.00", tax: "0.00", cash: "30.00", write_offs: "0.00" },
    });
  });

  test("a part, then the rest of both and more: what is too much settles the next statement", async () => {
    const { company } = await owing();
    await company.pay("10.00", now);
    expect(await company.statements(now)).toMatchObject([{ state: "issued", settled: "10.00" }, { settled: "0.00" }]);
    await company.pay("65.00", now, { reference: "second" });
    expect(await company.statements(now)).toMatchObject([{ state: "paid" }, { state: "paid" }]);
    expect(await company.balances(now)).toMatchObject({ receivable: "-15.00" });
    const later = "2027-02-01T09:00:00Z";
    await company.monthEnd(later);
    expect((await company.statements(later)).at(-1)).toMatchObject({ net: "30.00", settled: "15.00", state: "issued" });
  });

  test("one for a statement that is named settles this one first", async () => {
    const { company, ids } = await owing();
    await company.pay("35.00", now, { ...(ids[1] && { statementId: ids[1] }) });
    expect(await company.statements(now)).toMatchObject([{ settled: "5.00" }, { settled: "30.00", state: "paid" }]);
  });

  test("reversed, what it settled is open again; another payment that is left settles it", async () => {
    const { company } = await owing();
    const first = await company.pay("30.00", now);
    await company.pay("40.00", now, { reference: "second" });
    await company.reverse(first, now);
    await company.reverse(first, now);
    expect(await company.statements(now)).toMatchObject([
      { settled: "10.00", state: "issued" },
      { settled: "30.00", state: "paid" },
    ]);
    expect(await company.balances(now)).toMatchObject({ receivable: "20.00", cash: "40.00" });
  });

  test("the same day, amount and reference is refused, until it was reversed", async () => {
    const { company } = await owing();
    const first = await company.pay("30.00", now);
    await expect(company.pay("30.00", now)).rejects.toThrow(/entered already/);
    await company.reverse(first, now);
    await company.pay("30.00", now);
    expect(await company.balances(now)).toMatchObject({ cash: "30.00" });
  });

  test.each([
    ["0.00", "2027-01-05T09:00:00Z", /above zero/],
    ["-5.00", "2027-01-05T09:00:00Z", /above zero/],
  ])("of %s is refused", async (amount, when, sentence) => {
    const { company } = await owing();
    await expect(company.pay(amount, when)).rejects.toThrow(sentence);
  });

  test("for a statement of another company is refused", async () => {
    const [{ company }, other] = [await owing(), await owing()];
    await expect(company.pay("30.00", now, { statementId: other.ids[0] ?? "" })).rejects.toThrow(/no statement/);
  });

  test("many at once settle each cent once", async () => {
    const { company } = await owing();
    await Promise.all(Array.from({ length: 12 }, (_, n) => company.pay("7.00", now, { reference: `payment ${n}` })));
    expect(await company.statements(now)).toMatchObject([{ settled: "30.00" }, { settled: "30.00" }]);
    expect(await company.balances(now)).toMatchObject({ receivable: "-24.00", cash: "84.00" });
  });
});
