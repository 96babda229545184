import { existsSync } from "node:fs";
import path from "node:path";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inCustomer, inProvider, jobRequest } from "../context";
import { parseMoney } from "../money";
import { setCustomerTax } from "../money/customer-tax";
import { listStatements } from "../money/list-statements";
import { setTaxRate } from "../money/tax-rates";
import { checkFocus } from "../usage/exports/testing/focus-rules";
import { usageWorld } from "../usage/testing";
import { billedCompany } from "../workflow/testing/billed-company";
import { costFile } from "./focus-cost-columns";
import type { CostRow } from "./focus-cost-rows";
import { type CostQuestion, focusCosts } from "./focus-costs";
import { type Agreed, atDay, type DrawnUse, expectedYear } from "./testing/billed-year";

const rules = path.join(process.env.SPILLWAY_HOME ?? ".", "../shared/data/focus-1.2-rules.json");
const agreed: Agreed = { limit: 10, rateMinor: 50n, feeMinor: 3100n, feeFrom: 10 };
const anyYear: fc.Arbitrary<DrawnUse[]> = fc.array(
  fc.record({ day: fc.integer({ min: 12, max: 330 }), quantity: fc.integer({ min: 1, max: 25 }), late: fc.nat(34) }),
  { minLength: 45, maxLength: 45 },
);

let t: Awaited<ReturnType<typeof usageWorld>>;
let company: Awaited<ReturnType<typeof billedCompany>>;
let uses: DrawnUse[];
const end = "2027-02-01T00:00:00Z";

/** A year of a company: its fee and limit, random use that is reported late, a month-end on each first. */
beforeAll(async () => {
  t = await usageWorld();
  await t.db.withProvider((tx) => tx.execute(sql`delete from subscriptions`));
  company = await billedCompany(t, { timeZone: "UTC" });
  const { customerId } = company;
  uses = fc.sample(anyYear, 1)[0] ?? [];
  await inProvider(jobRequest("test", atDay(0)), async (ctx) => {
    await setTaxRate(ctx, { country: "DE", percent: "19", fromDay: "2020-01-01" });
    await setCustomerTax(ctx, customerId, { treatment: "standard", country: "DE" });
  });
  await company.subscribe("31.00", atDay(agreed.feeFrom, 0).toISOString());
  await company.limit({ limit: "10", overRate: "0.5", period: "day" }, atDay(agreed.feeFrom, 1).toISOString());
  const steps = [
    ...uses.map((use) => ({ at: atDay(use.day + use.late, 14), use })),
    ...Array.from({ length: 12 }, (_, n) => ({ at: new Date(Date.UTC(2026, n + 1, 1, 9)), use: null })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const { at, use } of steps)
    if (use) await company.use(String(use.quantity), atDay(use.day).toISOString(), at.toISOString());
    else expect((await company.monthEnd(at.toISOString())).refused).toEqual([]);
}, 60_000);
afterAll(() => t.drop());

const issued = () =>
  company.at(end, async (ctx) => (await listStatements(ctx, { customerId: company.customerId, limit: 50 })).rows);

/** All rows of a file. */
async function costs(question: CostQuestion = {}): Promise<CostRow[]> {
  const rows: CostRow[] = [];
  for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
    const page: Awaited<ReturnType<typeof focusCosts>> = await company.at(end, (ctx) =>
      focusCosts(ctx, { ...question, cursor }),
    );
    rows.push(...page.rows);
    cursor = page.nextCursor;
  }
  return rows;
}
const minorOf = (rows: readonly CostRow[]) =>
  rows.reduce((sum, { billed }) => sum + parseMoney(billed, "EUR").minor, 0n);

test("each month's statement of a random year comes to what another way of working it out comes to", async () => {
  const expected = expectedYear(uses, agreed);
  const statements = (await issued()).reverse();
  expect(statements).toHaveLength(12);
  for (const [month, { netMinor, periodStart }] of statements.entries())
    expect({ uses, month, at: periodStart, netMinor }).toEqual({
      ...{ uses, month, at: new Date(Date.UTC(2026, month, 1)), netMinor: expected[month] },
    });
});

test("the costs of each invoice are its statement's net amount, and with tax its gross, to the last minor unit", async () => {
  const rows = await costs({ customerId: company.customerId });
  const statements = await issued();
  expect(new Set(rows.map(({ statement }) => statement.number)).size).toBe(statements.length);
  for (const { number, netMinor, grossMinor } of statements) {
    const own = rows.filter(({ statement }) => statement.number === number);
    const net = own.filter(({ category }) => category !== "Tax");
    expect({ uses, number, net: minorOf(net), gross: minorOf(own) }).toEqual({
      ...{ uses, number, net: netMinor, gross: grossMinor },
    });
    expect(own.filter(({ category }) => category === "Tax")).toHaveLength(1);
  }
  const late = rows.filter(({ chargePeriod, statement }) => chargePeriod.start < statement.start);
  expect(late.length).toBeGreaterThan(0);
  expect(rows.filter(({ isCorrection }) => isCorrection)).toEqual(late);
});

test("a file holds one statement, those of a time, and to a company its own alone", async () => {
  const [newest, before] = await issued();
  const all = await costs();
  expect(await costs({ statement: newest?.number ?? "" })).toEqual(
    all.filter(({ statement }) => statement.number === newest?.number),
  );
  const from = before?.issuedAt ?? new Date(0);
  expect(await costs({ from, to: newest?.issuedAt ?? from })).toEqual(
    all.filter(({ statement }) => statement.number === before?.number),
  );
  const other = await inCustomer(jobRequest("test", new Date(end)), "cust_other", (ctx) => focusCosts(ctx, {}));
  expect(other.rows).toEqual([]);
});

describe.skipIf(!existsSync(rules))("the FOCUS 1.2 rules (../shared/data; skipped where they are not there)", () => {
  const criteria = new Set([
    ...["ACCOUNT_NAMING_SUPPORTED", "NEGOTIATED_PRICING_SUPPORTED", "REGION_SUPPORTED", "SUB_ACCOUNT_SUPPORTED"],
    "USAGE_MEASUREMENT_SUPPORTED",
  ]);

  test("all hold, but for two that the model states more strictly than their words", async () => {
    const rows = await costs();
    const { columns } = costFile;
    const table = {
      columns: columns.map(({ head }) => head),
      rows: rows.map((row) => columns.map(({ of }) => of(row))),
    };
    const verdict = checkFocus(rules, table, criteria);
    // The first is of purchases that cover later charges: fees are in arrears, and are the cost of their month. The
    // second wants a quantity in every row, also of tax, which PricingQuantity-C-004-C forbids.
    expect(verdict).toMatchObject({ broken: ["EffectiveCost-C-005-C", "PricingQuantity-C-008-M"], advised: [] });
    expect(verdict.applied).toBeGreaterThan(120);
  });
});
