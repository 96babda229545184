import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addDiscount } from "../billing/discounts";
import { moveSubscription } from "../billing/move-subscription";
import type { PriceComponent } from "../money/pricing/price-components";
import { pricedPlan, usageWorld } from "../usage/testing";
import { billedCompany } from "./testing/billed-company";

// Statements of plans with charges of every kind, month by month: docs/rules.md 7.5, 7.19, 7.20. Times are UTC; so is
// the companies' zone.

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

type Recurring = Extract<PriceComponent, { kind: "recurring" }>;
const every = (amount: string, more: Partial<Recurring> = {}): Recurring => ({
  ...{ id: "fee", name: "Fee", kind: "recurring", amount, months: 1, timing: "arrears", cycle: "calendar" },
  ...more,
});
const advance = { timing: "advance" } as const;
const least = (amount: string): PriceComponent => ({ id: "least", name: "Minimum", kind: "minimum", amount });
const tenth: PriceComponent = { id: "support", name: "Support", kind: "percentage", percent: "10", of: "all" };

type Company = Awaited<ReturnType<typeof billedCompany>>;
type Step = (company: Company, subscriptionId: string) => Promise<unknown>;
const issue =
  (now: string): Step =>
  (company) =>
    company.monthEnd(now);
const end =
  (at: string): Step =>
  (company, id) =>
    company.endSubscription(id, at);
const use =
  (quantity: string, time: string, reported?: string): Step =>
  (company) =>
    company.use(quantity, time, reported);
const limited =
  (from: string): Step =>
  (company, id) =>
    company.limit({ limit: "0", overRate: "1", period: "month" }, from, company.plans.get(id)?.planId);
const moved =
  (components: PriceComponent[], at: string, now = at): Step =>
  (company, subscriptionId) =>
    company.at(now, async (ctx) => {
      const { planId } = company.plans.get(subscriptionId) ?? { planId: "" };
      const versionId = await pricedPlan(ctx.tx, { planId, prices: [{ currency: "EUR", components }], number: 2 });
      const { customerId } = company;
      await moveSubscription(ctx, { customerId, subscriptionId, versionId, at: new Date(at) });
    });
const off =
  (value: string, kind: "percent" | "amount", from: string, to: string | null = null): Step =>
  (company, subscriptionId) =>
    company.at(from, (ctx) =>
      addDiscount(ctx, {
        ...{ customerId: company.customerId, subscriptionId, name: "Launch", kind, value, reason: "launch" },
        ...{ validFrom: new Date(from), validTo: to === null ? null : new Date(to) },
      }),
    );

const scenarios: { what: string; charges: PriceComponent[]; from: string; steps: Step[]; bills: string[][] }[] = [
  {
    what: "in advance, ended in the middle of a month that is billed: the next statement gives half of it back",
    ...{ charges: [every("30.00", advance)], from: "2026-11-01T00:00:00Z" },
    steps: [issue("2026-12-01T09:00:00Z"), end("2026-12-16T12:00:00Z"), issue("2027-01-01T09:00:00Z")],
    bills: [["30.00", "30.00"], ["-15.00"]],
  },
  {
    what: "in advance, upgraded on the day: each statement bills what is known then",
    ...{ charges: [every("30.00", advance)], from: "2026-11-01T00:00:00Z" },
    steps: [
      issue("2026-12-01T09:00:00Z"),
      moved([every("90.00", advance)], "2026-12-16T12:00:00Z"),
      issue("2027-01-01T09:00:00Z"),
    ],
    // Half of December back, half of the new one, and January.
    bills: [
      ["30.00", "30.00"],
      ["-15.00", "45.00", "90.00"],
    ],
  },
  {
    what: "moved with a date in a month that is billed: the difference stands on the next statement",
    ...{ charges: [every("30.00")], from: "2026-11-01T00:00:00Z" },
    steps: [
      issue("2026-12-01T09:00:00Z"),
      moved([every("60.00")], "2026-11-16T00:00:00Z", "2026-12-05T00:00:00Z"),
      issue("2027-01-01T09:00:00Z"),
    ],
    bills: [["30.00"], ["-15.00", "30.00", "60.00"]],
  },
  {
    what: "a minimum of use, and use that comes after the statement: what was topped up is given back",
    ...{ charges: [least("100.00")], from: "2026-11-01T00:00:00Z" },
    steps: [
      limited("2026-11-01T00:00:00Z"),
      use("40", "2026-11-10T10:00:00Z"),
      issue("2026-12-01T09:00:00Z"),
      use("25", "2026-11-12T10:00:00Z", "2026-12-02T10:00:00Z"),
      use("200", "2026-12-12T10:00:00Z"),
      issue("2027-01-01T09:00:00Z"),
    ],
    bills: [
      ["60.00", "use 40.00"],
      ["-25.00", "use 25.00", "use 200.00"],
    ],
  },
  {
    what: "10 % on fee and use follow the use that comes late",
    ...{ charges: [every("50.00"), tenth], from: "2026-11-01T00:00:00Z" },
    steps: [
      limited("2026-11-01T00:00:00Z"),
      use("40", "2026-11-10T10:00:00Z"),
      issue("2026-12-01T09:00:00Z"),
      use("10", "2026-11-12T10:00:00Z", "2026-12-02T10:00:00Z"),
      issue("2027-01-01T09:00:00Z"),
    ],
    bills: [
      ["50.00", "9.00", "use 40.00"],
      ["1.00", "50.00", "5.00", "use 10.00"],
    ],
  },
  {
    what: "a discount of two months, then the full price",
    ...{ charges: [every("40.00")], from: "2026-11-01T00:00:00Z" },
    steps: [off("25", "percent", "2026-11-01T00:00:00Z", "2027-01-01T00:00:00Z"), issue("2027-02-01T09:00:00Z")],
    bills: [["40.00", "-10.00"], ["40.00", "-10.00"], ["40.00"]],
  },
  {
    what: "an amount off, and a month that ends within: never more than the charges",
    ...{ charges: [every("30.00")], from: "2026-11-01T00:00:00Z" },
    steps: [off("20.00", "amount", "2026-11-01T00:00:00Z"), end("2026-12-11T08:00:00Z"), issue("2027-01-01T09:00:00Z")],
    bills: [
      ["30.00", "-20.00"],
      ["10.00", "-10.00"],
    ],
  },
];

describe("statements", () => {
  test.each(scenarios)("$what", async ({ charges: components, from, steps, bills }) => {
    const company = await billedCompany(t, { timeZone: "UTC" });
    const id = await company.subscribe({ components }, from);
    for (const step of steps) await step(company, id);
    const issued = await company.statements("2027-06-01T00:00:00Z");
    expect(
      issued.map(({ fees, use: lines }) => [...fees, ...lines.map((line) => `use ${line.split(" for ")[1]}`)]),
    ).toEqual(bills);
    for (const { net, stored } of issued) expect(stored).toBe(net);
    // Issued again, nothing is due: what was billed is what the months come to.
    expect(await company.monthEnd("2027-02-01T09:30:00Z")).toMatchObject({ refused: [] });
    const { receivable, unbilled, revenue } = await company.balances("2027-06-01T00:00:00Z");
    expect(unbilled).toBe("0.00");
    expect(`-${receivable}`.replace("--", "")).toBe(revenue);
  });
});
