import { describe, expect, test } from "vitest";
import { moneyToDecimal } from "../../money";
import type { DiscountInForce, SubscriptionToPrice, VersionInForce } from "./price-component";
import type { PriceComponent } from "./price-components";
import { priceSubscription, renewalAfter } from "./price-subscription";

// Fees as finance works them out (docs/rules.md 7.5, 7.19, 7.20). Each scenario lists what statements bill, by month.

type Recurring = Extract<PriceComponent, { kind: "recurring" }>;
const every = (amount: string, more: Partial<Recurring> = {}): Recurring => ({
  ...{ id: "fee", name: "Fee", kind: "recurring", amount, months: 1, timing: "arrears", cycle: "calendar" },
  ...more,
});
const setUp = (amount: string): PriceComponent => ({ id: "set-up", name: "Set-up", kind: "one_off", amount });
const least = (amount: string): PriceComponent => ({ id: "least", name: "Minimum", kind: "minimum", amount });
const percentage = (percent: string, of: "fees" | "use" | "all"): PriceComponent => ({
  ...{ id: "support", name: "Support", kind: "percentage", percent, of },
});
const version = (components: PriceComponent[], from = "2026-01-01T00:00:00Z", trialDays = 0): VersionInForce => ({
  ...{ versionId: `v${from.slice(0, 10)}`, validFrom: new Date(from), trialDays, components },
});
const off = (value: string, kind: "percent" | "amount", from: string, to: string | null = null): DiscountInForce => ({
  ...{ id: `d${value}`, name: "Discount", kind, value, validFrom: new Date(from) },
  validTo: to === null ? null : new Date(to),
});

type Scenario = {
  what: string;
  zone?: string;
  currency?: string;
  from: string;
  to?: string;
  versions: VersionInForce[];
  discounts?: DiscountInForce[];
  /** Charged for use in every month. */
  use?: string;
  until: string;
  /** What the statement of each month bills. */
  bills: Record<string, string>;
};

const scenarios: Scenario[] = [
  {
    what: "in arrears by the calendar, from the middle of a month of 30 days",
    ...{ from: "2026-11-16T00:00:00Z", versions: [version([every("30.00")])], until: "2027-01-01T00:00:00Z" },
    bills: { "2026-11": "15.00", "2026-12": "30.00" },
  },
  {
    what: "in advance: the first statement bills what is left of the month, and the next one",
    ...{ from: "2026-11-16T00:00:00Z", versions: [version([every("30.00", { timing: "advance" })])] },
    ...{ until: "2027-01-01T00:00:00Z", bills: { "2026-11": "45.00", "2026-12": "30.00" } },
  },
  {
    what: "in advance and ended within a month: the last month by the second, and nothing after it",
    ...{ from: "2026-11-01T00:00:00Z", to: "2026-12-16T12:00:00Z", until: "2027-02-01T00:00:00Z" },
    versions: [version([every("31.00", { timing: "advance" })])],
    bills: { "2026-11": "46.50", "2026-12": "0.00", "2027-01": "0.00" },
  },
  {
    what: "from an anniversary on the 31st: a month's last day where it is shorter",
    ...{ from: "2027-01-31T00:00:00Z", versions: [version([every("30.00", { cycle: "anniversary" })])] },
    until: "2027-05-01T00:00:00Z",
    bills: { "2027-02": "30.00", "2027-03": "30.00", "2027-04": "30.00" },
  },
  {
    what: "the day on which an anniversary begins is charged whole",
    ...{ from: "2027-01-15T15:30:00Z", versions: [version([every("30.00", { cycle: "anniversary" })])] },
    ...{ until: "2027-03-01T00:00:00Z", bills: { "2027-02": "30.00" } },
  },
  {
    what: "an anniversary in advance bills the first month with the begin, and each next one a month ahead",
    from: "2027-01-15T00:00:00Z",
    versions: [version([every("30.00", { cycle: "anniversary", timing: "advance" })])],
    ...{ until: "2027-04-01T00:00:00Z", bills: { "2027-01": "60.00", "2027-02": "30.00", "2027-03": "30.00" } },
  },
  {
    what: "an anniversary on a leap day, by the year: 28 February follows",
    from: "2028-02-29T00:00:00Z",
    versions: [version([every("366.00", { cycle: "anniversary", months: 12, timing: "arrears" })])],
    ...{ until: "2030-03-01T00:00:00Z", bills: { "2029-02": "366.00", "2030-02": "366.00" } },
  },
  {
    what: "by the quarter of the calendar, from its second month on: 61 of 92 days",
    ...{ from: "2026-11-01T00:00:00Z", versions: [version([every("92.00", { months: 3 })])] },
    ...{ until: "2027-04-01T00:00:00Z", bills: { "2026-12": "61.00", "2027-03": "92.00" } },
  },
  {
    what: "by the year of the calendar in advance, ended in March: its days are charged in one sum",
    ...{ from: "2026-01-01T00:00:00Z", to: "2026-04-01T00:00:00Z", until: "2026-06-01T00:00:00Z" },
    versions: [version([every("365.00", { months: 12, timing: "advance" })])],
    bills: { "2026-01": "90.00" },
  },
  {
    what: "by the year in arrears, ended in March: due with the end, not in December",
    ...{ from: "2026-01-01T00:00:00Z", to: "2026-04-01T00:00:00Z", until: "2027-02-01T00:00:00Z" },
    ...{ versions: [version([every("365.00", { months: 12 })])], bills: { "2026-03": "90.00", "2027-01": "0.00" } },
  },
  {
    what: "a month whose clocks go back: half of its 745 hours and half an hour",
    ...{ zone: "Europe/Berlin", from: "2026-10-16T10:30:00Z", until: "2026-10-31T23:00:00Z" },
    ...{ versions: [version([every("745.00")])], bills: { "2026-10": "372.50" } },
  },
  {
    what: "a set-up charge once, with the begin, and not with another version",
    ...{ from: "2026-11-01T00:00:00Z", until: "2027-01-01T00:00:00Z" },
    versions: [version([setUp("99.00")]), version([setUp("99.00")], "2026-12-01T00:00:00Z")],
    bills: { "2026-11": "99.00" },
  },
  {
    what: "a set-up charge of a subscription that never began is none",
    ...{ from: "2026-11-05T00:00:00Z", to: "2026-11-05T00:00:00Z", until: "2026-12-01T00:00:00Z" },
    ...{ versions: [version([setUp("99.00")])], bills: { "2026-11": "0.00" } },
  },
  {
    what: "trial to paid: nothing in the first 14 days, set-up and fee from then on",
    ...{ from: "2026-11-02T00:00:00Z", until: "2027-01-01T00:00:00Z" },
    versions: [version([setUp("10.00"), every("30.00")], "2026-11-02T00:00:00Z", 14)],
    bills: { "2026-11": "25.00", "2026-12": "30.00" },
  },
  {
    what: "a trial that is not continued costs nothing",
    ...{ from: "2026-11-02T00:00:00Z", to: "2026-11-10T00:00:00Z", until: "2027-01-01T00:00:00Z" },
    versions: [version([setUp("10.00"), every("30.00")], "2026-11-02T00:00:00Z", 14)],
    bills: { "2026-11": "0.00", "2026-12": "0.00" },
  },
  {
    what: "upgraded in the middle of a month: each version for its seconds",
    ...{ from: "2026-11-01T00:00:00Z", until: "2026-12-01T00:00:00Z" },
    versions: [version([every("30.00")]), version([every("90.00")], "2026-11-16T00:00:00Z")],
    bills: { "2026-11": "60.00" },
  },
  {
    what: "upgraded in the middle of a month that was billed in advance: what is left is credited",
    ...{ from: "2026-11-01T00:00:00Z", until: "2026-12-01T00:00:00Z" },
    versions: [
      version([every("30.00", { timing: "advance" })]),
      version([every("90.00", { timing: "advance" })], "2026-11-16T00:00:00Z"),
    ],
    bills: { "2026-11": "150.00" },
  },
  {
    what: "a minimum of use: what is lacking of it",
    ...{ from: "2026-11-01T00:00:00Z", until: "2026-12-01T00:00:00Z", use: "40.00" },
    ...{ versions: [version([least("100.00")])], bills: { "2026-11": "60.00" } },
  },
  {
    what: "a minimum of use that is reached",
    ...{ from: "2026-11-01T00:00:00Z", until: "2026-12-01T00:00:00Z", use: "100.00" },
    ...{ versions: [version([least("100.00")])], bills: { "2026-11": "0.00" } },
  },
  {
    what: "a minimum of half a month is half of it",
    ...{ from: "2026-11-16T00:00:00Z", until: "2026-12-01T00:00:00Z", use: "0.00" },
    ...{ versions: [version([least("100.00")])], bills: { "2026-11": "50.00" } },
  },
  {
    what: "10 % of the charges for use, half a cent up",
    ...{ from: "2026-11-01T00:00:00Z", until: "2026-12-01T00:00:00Z", use: "10.05" },
    ...{ versions: [version([percentage("10", "use")])], bills: { "2026-11": "1.01" } },
  },
  {
    what: "2.5 % of all charges: fee and use",
    ...{ from: "2026-11-01T00:00:00Z", until: "2026-12-01T00:00:00Z", use: "60.00" },
    ...{ versions: [version([every("40.00"), percentage("2.5", "all")])], bills: { "2026-11": "42.50" } },
  },
  {
    what: "10 % of the recurring charges after the discount on them",
    ...{ from: "2026-11-01T00:00:00Z", until: "2026-12-01T00:00:00Z", use: "60.00" },
    versions: [version([every("40.00"), percentage("10", "fees")])],
    ...{ discounts: [off("50", "percent", "2026-01-01T00:00:00Z")], bills: { "2026-11": "22.00" } },
  },
  {
    what: "25 % off for two months, then the full price",
    ...{ from: "2026-11-01T00:00:00Z", until: "2027-02-01T00:00:00Z", versions: [version([every("40.00")])] },
    discounts: [off("25", "percent", "2026-11-01T00:00:00Z", "2027-01-01T00:00:00Z")],
    bills: { "2026-11": "30.00", "2026-12": "30.00", "2027-01": "40.00" },
  },
  {
    what: "a discount that begins within a month begins with the next one",
    ...{ from: "2026-10-01T00:00:00Z", until: "2026-12-01T00:00:00Z", versions: [version([every("40.00")])] },
    ...{ discounts: [off("25", "percent", "2026-10-02T00:00:00Z")], bills: { "2026-10": "40.00", "2026-11": "30.00" } },
  },
  {
    what: "an amount off is never more than the charges",
    ...{
      from: "2026-11-01T00:00:00Z",
      until: "2026-12-01T00:00:00Z",
      versions: [version([every("40.00"), setUp("5.00")])],
    },
    ...{ discounts: [off("50.00", "amount", "2026-11-01T00:00:00Z")], bills: { "2026-11": "5.00" } },
  },
  {
    what: "two discounts follow each other: 10.00 off, then half of the rest",
    ...{ from: "2026-11-01T00:00:00Z", until: "2026-12-01T00:00:00Z", versions: [version([every("40.00")])] },
    discounts: [off("10.00", "amount", "2026-01-01T00:00:00Z"), off("50", "percent", "2026-02-01T00:00:00Z")],
    bills: { "2026-11": "15.00" },
  },
  {
    what: "yen: a third off 100 is 33",
    ...{ zone: "Asia/Tokyo", currency: "JPY", from: "2026-10-31T15:00:00Z", until: "2026-11-30T15:00:00Z" },
    versions: [version([every("100")])],
    ...{ discounts: [off("33.3", "percent", "2026-01-01T00:00:00Z")], bills: { "2026-11": "67" } },
  },
  {
    what: "dinars: 12.5 % of 0.100 is 0.013",
    ...{ zone: "Asia/Kuwait", currency: "KWD", from: "2026-10-31T21:00:00Z", until: "2026-11-30T21:00:00Z" },
    ...{ use: "0.100", versions: [version([percentage("12.5", "use")])], bills: { "2026-11": "0.013" } },
  },
];

function billed(of: Scenario): Record<string, string> {
  const { zone: timeZone = "UTC", currency = "EUR", use = "0", until } = of;
  const digits = currency === "JPY" ? 0 : currency === "KWD" ? 3 : 2;
  const terms: SubscriptionToPrice = {
    ...{ validFrom: new Date(of.from), validTo: of.to === undefined ? null : new Date(of.to), currency },
    ...{ zone: { timeZone, earlier: [] }, versions: of.versions, discounts: of.discounts ?? [] },
    chargedUse: () => BigInt(Math.round(Number(use) * 10 ** digits)),
  };
  const sums: Record<string, bigint> = {};
  for (const { dueAt, totalMinor } of priceSubscription(terms, new Date(until))) {
    const month = dueAt.toLocaleDateString("en-CA", { timeZone, year: "numeric", month: "2-digit" });
    sums[month] = (sums[month] ?? 0n) + totalMinor;
  }
  const shown = Object.entries(sums).map(([month, minor]) => [month, moneyToDecimal({ minor, currency })]);
  return Object.fromEntries(shown);
}

describe("what statements bill, by month", () => {
  test.each(scenarios)("$what", (scenario) => {
    expect(billed(scenario)).toEqual(scenario.bills);
  });
});

test("fees know their price, what is charged of their period, and how they were worked out", () => {
  const [fee] = priceSubscription(
    {
      ...{ validFrom: new Date("2026-11-16T00:00:00Z"), validTo: null, currency: "EUR", discounts: [] },
      ...{ zone: { timeZone: "UTC", earlier: [] }, versions: [version([every("30.00")])], chargedUse: () => 0n },
    },
    new Date("2026-12-01T00:00:00Z"),
  );
  expect(fee).toMatchObject({
    ...{ component: "v2026-01-01:fee", name: "Fee", kind: "recurring", priceMinor: 3000n, totalMinor: 1500n },
    valid: { start: new Date("2026-11-16T00:00:00Z"), end: new Date("2026-12-01T00:00:00Z") },
    rounding: "30.00 EUR × 1296000 of 2592000 seconds = 15.00 EUR, rounded once, half up",
  });
});

test("the parts of a period that versions share come to its price, by no more than a minor unit for each", () => {
  for (let day = 2; day <= 30; day++) {
    const at = `2026-11-${String(day).padStart(2, "0")}T07:11:13Z`;
    const terms = { from: "2026-11-01T00:00:00Z", until: "2026-12-01T00:00:00Z" };
    const versions = [version([every("99.99")]), version([every("99.99")], at)];
    const sum = billed({ what: at, ...terms, versions, bills: {} })["2026-11"];
    expect(["99.98", "99.99", "100.00"]).toContain(sum);
  }
});

test("charges renew with the next period of the longest one", () => {
  const renews = (components: PriceComponent[], at: string) =>
    renewalAfter(
      {
        ...{ validFrom: new Date("2026-01-31T00:00:00Z"), versions: [version(components)] },
        zone: { timeZone: "UTC", earlier: [] },
      },
      new Date(at),
    ).toISOString();
  expect(renews([every("1")], "2026-03-10T00:00:00Z")).toBe("2026-04-01T00:00:00.000Z");
  expect(renews([every("1", { cycle: "anniversary" })], "2026-02-10T00:00:00Z")).toBe("2026-02-28T00:00:00.000Z");
  expect(renews([every("1"), every("1", { months: 12 })], "2026-03-10T00:00:00Z")).toBe("2027-01-01T00:00:00.000Z");
  expect(renews([setUp("1")], "2026-03-10T00:00:00Z")).toBe("2026-04-01T00:00:00.000Z");
});
