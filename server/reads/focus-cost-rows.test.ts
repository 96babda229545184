import { expect, test } from "vitest";
import { feeRow, lineRow, taxRows } from "./focus-cost-rows";

const [start, end] = [new Date("2026-11-01T00:00:00Z"), new Date("2026-12-01T00:00:00Z")];
const of = {
  provider: "Kestrel",
  statement: {
    ...{ customerId: "cust_1", customerName: "Acme", number: "2026-000001", start, end, currency: "EUR" },
    taxes: [
      { category: "S" as const, rate: "19", taxable: "1000", tax: "190", reason: null },
      { category: "Z" as const, rate: "0", taxable: "50", tax: "0", reason: null },
    ],
  },
};
const service = { slug: "compute-node", name: "Compute node", vendor: "Vendor" };
type Line = Parameters<typeof lineRow>[1];
const line = (change: Partial<Line>): Line => ({
  ...{ id: "line_1", mode: "limit", windowStart: start, windowEnd: end, meter: "requests", meterName: "Requests" },
  ...{ unit: "requests", billingFactor: "1", rate: "0.0333", quantity: "3", amountMinor: 10n, rounding: "rounded." },
  ...{ service, cloud: null, account: null },
  ...change,
});

test("use is priced by its rate, exact to the last decimal next to the rounded amount", () => {
  expect(lineRow(of, line({}))).toMatchObject({
    ...{ category: "Usage", billed: "0.10", isCorrection: false, consumed: { quantity: "3", unit: "Requests" } },
    priced: { quantity: "3", unit: "Requests", unitPrice: "0.0333", exact: "0.0999" },
  });
});

test("an amount that no single rate made is one charge at that price", () => {
  const priced = { quantity: "1", unit: "Charges", unitPrice: "7.00", exact: "7.00" };
  expect(lineRow(of, line({ amountMinor: 700n }))).toMatchObject({ billed: "7.00", priced });
  expect(lineRow(of, line({ mode: "offset", rate: "0", amountMinor: 700n }))).toMatchObject({
    category: "Usage",
    priced,
  });
});

test("a credit of offset billing is a credit, without a price by units", () => {
  expect(lineRow(of, line({ mode: "offset", amountMinor: -190n }))).toMatchObject({
    ...{ category: "Credit", frequency: "One-Time", billed: "-1.90", priced: null, consumed: null },
  });
});

test("use and fees of an older period correct what was billed", () => {
  const windowStart = new Date("2026-10-31T00:00:00Z");
  expect(lineRow(of, line({ windowStart, windowEnd: start, quantity: "-3", amountMinor: -10n }))).toMatchObject({
    ...{ category: "Usage", isCorrection: true, billed: "-0.10", priced: null, consumed: { quantity: "3" } },
  });
  const fee = {
    ...{
      id: "fee_1",
      planName: "Plan",
      name: "Fee",
      kind: "recurring" as const,
      amountMinor: -500n,
      rounding: "less.",
    },
    ...{ service, periodStart: windowStart, periodEnd: start, validStart: windowStart, validEnd: windowStart },
  };
  expect(feeRow(of, fee)).toMatchObject({
    ...{ category: "Purchase", frequency: "Recurring", isCorrection: true, billed: "-5.00", priced: null },
    chargePeriod: { start: windowStart, end: start },
  });
});

test("a discount is a credit, a set-up charge is bought once, and what was billed in advance is corrected", () => {
  const fee = {
    ...{ id: "fee_1", planName: "Plan", name: "Fee", amountMinor: -500n, rounding: "less.", service },
    ...{ periodStart: start, periodEnd: end, validStart: start, validEnd: end },
  };
  expect(feeRow(of, { ...fee, kind: "discount" })).toMatchObject({
    category: "Credit",
    isCorrection: false,
    priced: null,
  });
  expect(feeRow(of, { ...fee, kind: "recurring" })).toMatchObject({ category: "Purchase", isCorrection: true });
  expect(feeRow(of, { ...fee, kind: "one_off", amountMinor: 500n })).toMatchObject({
    ...{ category: "Purchase", frequency: "One-Time", isCorrection: false, billed: "5.00" },
  });
});

test("tax is a row of its own where there is any", () => {
  expect(taxRows(of)).toMatchObject([{ category: "Tax", billed: "1.90", priced: null, chargePeriod: { start, end } }]);
});
