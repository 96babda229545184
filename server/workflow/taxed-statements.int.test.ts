import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ledgerPostings, taxRates } from "@/db/schema";
import { inProvider, jobRequest } from "../context";
import { markInstallation } from "../installation";
import { customerTaxInput } from "../money/input";
import { removeTaxRate, setTaxRate } from "../money/tax-rates";
import { parseInput } from "../parse-input";
import { usageWorld } from "../usage/testing";
import { changeProvider } from "./change-provider";
import { billedCompany } from "./testing/billed-company";

// Tax on statements: docs/rules.md 7.11.

let t: Awaited<ReturnType<typeof usageWorld>>;
const first = "2026-10-31T23:00:00Z";
const now = "2026-12-01T09:00:00Z";
const provider = <T>(work: Parameters<typeof inProvider<T>>[1]) =>
  inProvider(jobRequest("test", new Date(first)), work);

beforeAll(async () => {
  t = await usageWorld();
  await t.db.withProvider((tx) => tx.execute(sql`delete from subscriptions`));
  await provider(async (ctx) => {
    await markInstallation(ctx, { mode: "demo", providerName: "Kestrel", currency: "EUR" });
    await changeProvider(ctx, { country: "DE" });
  });
});
beforeEach(() => t.db.withProvider((tx) => tx.delete(taxRates)));
afterAll(() => t.drop());

const rates = (...of: [percent: string, fromDay: string][]) =>
  provider(async (ctx) => {
    for (const [percent, fromDay] of of) await setTaxRate(ctx, { country: "DE", percent, fromDay });
  });

describe("a statement with tax", () => {
  test("is to be paid by its gross amount, its draft shows the same, and the ledger holds the tax apart", async () => {
    await rates(["19", "2020-01-01"]);
    const company = await billedCompany(t);
    await company.subscribe("30.05", first);
    const draft = await company.running("2026-11-20T09:00:00Z");
    expect(draft).toMatchObject({ netMinor: 3005n, taxMinor: 571n, grossMinor: 3576n });
    expect(draft.fees).toMatchObject([{ taxCategory: "S", taxRate: "19" }]);
    await company.monthEnd(now);
    expect(await company.statements(now)).toMatchObject([
      { net: "30.05", taxes: ["S 19: 5.71"], gross: "35.76", due: "35.76", state: "issued" },
    ]);
    const owed = { receivable: "35.76", unbilled: "0.00", revenue: "-30.05", tax: "-5.71" };
    expect(await company.balances(now)).toMatchObject(owed);
    await company.pay("30.05", now);
    expect(await company.statements(now)).toMatchObject([{ state: "issued", settled: "30.05" }]);
    await company.pay("5.71", now, { reference: "the tax" });
    expect(await company.statements(now)).toMatchObject([{ state: "paid", settled: "35.76" }]);
    expect(await company.balances(now)).toMatchObject({ receivable: "0.00", cash: "35.76" });
    const [sum] = await t.db.withProvider((tx) =>
      tx
        .select({ minor: sql<string>`sum(${ledgerPostings.amountMinor})::text` })
        .from(ledgerPostings)
        .where(eq(ledgerPostings.customerId, company.customerId)),
    );
    expect(sum?.minor).toBe("0");
  });

  test("in yen and in dinars is rounded to what the currency has", async () => {
    await rates(["19", "2020-01-01"]);
    for (const [currency, fee, tax, gross] of [
      ["JPY", "1005", "191", "1196"],
      ["KWD", "10.005", "1.901", "11.906"],
    ] as const) {
      const company = await billedCompany(t, { currency });
      await company.subscribe(fee, first);
      await company.monthEnd(now);
      expect(await company.statements(now)).toMatchObject([{ taxes: [`S 19: ${tax}`], gross }]);
    }
  });

  test("stays as it was issued, whatever is decided afterwards; the next one follows", async () => {
    await rates(["19", "2020-01-01"]);
    const company = await billedCompany(t);
    await company.subscribe("30.00", first);
    await company.monthEnd(now);
    await company.taxed({ treatment: "reverse_charge", vatNumber: "SE556036079301" }, now);
    await company.monthEnd("2027-01-01T09:00:00Z");
    expect(await company.statements(now)).toMatchObject([
      { taxes: ["S 19: 5.70"], gross: "35.70" },
      { taxes: ["AE 0: 0.00"], gross: "30.00" },
    ]);
  });

  test("below zero is a credit of its gross amount", async () => {
    await rates(["19", "2020-01-01"]);
    const company = await billedCompany(t);
    const plan = await company.subscribe("30.00", first);
    await company.monthEnd(now);
    await company.endSubscription(plan, first);
    await company.monthEnd("2027-01-01T09:00:00Z");
    expect(await company.statements(now)).toMatchObject([
      { gross: "35.70", settled: "35.70", state: "paid" },
      { net: "-30.00", taxes: ["S 19: -5.70"], gross: "-35.70", state: "paid" },
    ]);
    expect(await company.balances(now)).toMatchObject({ receivable: "0.00", revenue: "0.00", tax: "0.00" });
  });

  test("before the first rate is in force there is none, as where no rate was ever set", async () => {
    const company = await billedCompany(t);
    await company.subscribe("30.00", first);
    await rates(["19", "2026-12-01"]);
    await company.monthEnd("2027-01-01T09:00:00Z");
    expect(await company.statements(now)).toMatchObject([
      { taxes: [], net: "30.00", gross: "30.00" },
      { taxes: ["S 19: 5.70"], gross: "35.70" },
    ]);
  });
});

test("reverse charge needs a VAT number, exempt a reason: a sentence says so", () => {
  expect(() => parseInput(customerTaxInput, { treatment: "reverse_charge", vatNumber: " " })).toThrow(
    "Reverse charge needs the customer's VAT number: statements must state it.",
  );
  expect(() => parseInput(customerTaxInput, { treatment: "exempt" })).toThrow("Enter why the customer is exempt");
  expect(parseInput(customerTaxInput, { treatment: "reverse_charge", vatNumber: "be 0403.170.701" })).toMatchObject({
    vatNumber: "BE0403170701",
  });
});

test("a service's own rate needs one of all services, which stays while there is one", async () => {
  const own = { country: "DE", percent: "7", fromDay: "2020-01-01", serviceId: "svc_cloud-backup" };
  const [{ id: serviceId } = { id: "" }] = await t.db.withProvider((tx) =>
    tx.execute<{ id: string }>(sql`select id from services limit 1`),
  );
  await expect(provider((ctx) => setTaxRate(ctx, own))).rejects.toThrow("service");
  await expect(provider((ctx) => setTaxRate(ctx, { ...own, serviceId }))).rejects.toThrow("of all services first");
  const general = await provider((ctx) => setTaxRate(ctx, { ...own, serviceId: undefined, percent: "19" }));
  const special = await provider((ctx) => setTaxRate(ctx, { ...own, serviceId }));
  await expect(provider((ctx) => removeTaxRate(ctx, general))).rejects.toThrow("rates of single services first");
  const company = await billedCompany(t);
  await company.subscribe("100.00", first);
  await company.monthEnd(now);
  expect(await company.statements(now)).toMatchObject([{ taxes: ["S 7: 7.00"] }]);
  await provider((ctx) => removeTaxRate(ctx, special));
  await provider((ctx) => removeTaxRate(ctx, general));
});
