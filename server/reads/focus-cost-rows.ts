import type { StoredTax, statementFees, statementLines } from "@/db/schema";
import { currencyExponent, moneyToDecimal } from "../money";
import type { BillingWindow } from "../periods";
import { Exact } from "../quantity";
import { focusUnit } from "../usage/exports/focus-unit";

/** A service as a row names it. */
type Offer = { slug: string; name: string; vendor: string };

/** The statement that a row is of. */
export type CostsOf = {
  provider: string;
  statement: {
    customerId: string;
    customerName: string;
    number: string;
    start: Date;
    end: Date;
    currency: string;
    taxes: StoredTax[];
  };
};

/** A row of a file of costs. Amounts in major units of the statement's currency, quantities as exact decimals. */
export type CostRow = CostsOf & {
  /** Of the line, the fee, or the row of the tax breakdown. */
  id: string;
  category: "Usage" | "Purchase" | "Tax" | "Credit" | "Adjustment";
  frequency: "Usage-Based" | "Recurring" | "One-Time";
  isCorrection: boolean;
  description: string;
  chargePeriod: BillingWindow;
  billed: string;
  /** What it is priced by; null where it is not priced by units. `exact` is their product. */
  priced: { quantity: string; unit: string; unitPrice: string; exact: string } | null;
  consumed: { quantity: string; unit: string } | null;
  service: Offer | null;
  cloud: { slug: string; name: string; region: string | null; account: string | null } | null;
  sku: { id: string; meter: string } | null;
};

type Fee = Pick<
  typeof statementFees.$inferSelect,
  | "id"
  | "planName"
  | "name"
  | "kind"
  | "periodStart"
  | "periodEnd"
  | "validStart"
  | "validEnd"
  | "amountMinor"
  | "rounding"
> & { service: Offer };

/**
 * A fee: bought for the part of its period in which it is charged. A discount is a credit. What is billed of a period
 * that ended before the statement's, or given back of one that was billed in advance, corrects what was billed.
 */
export function feeRow(of: CostsOf, fee: Fee): CostRow {
  const { statement } = of;
  const billed = moneyToDecimal({ minor: fee.amountMinor, currency: statement.currency });
  const whole = { start: fee.periodStart, end: fee.periodEnd };
  const isDiscount = fee.kind === "discount";
  const isCorrection = fee.periodEnd <= statement.start || (fee.amountMinor < 0n && !isDiscount);
  return {
    ...of,
    ...{ id: fee.id, category: isDiscount ? "Credit" : "Purchase", isCorrection, billed },
    frequency: fee.kind === "one_off" ? "One-Time" : "Recurring",
    description: `${fee.planName}, ${fee.name}: ${fee.rounding}`,
    chargePeriod:
      seconds(fee.validStart) < seconds(fee.validEnd) ? { start: fee.validStart, end: fee.validEnd } : whole,
    priced: isCorrection || isDiscount ? null : one(billed, "Plans"),
    ...{ consumed: null, cloud: null, service: fee.service },
    sku: { id: `${fee.service.slug}/plan`, meter: "Plan" },
  };
}

type Line = Pick<
  typeof statementLines.$inferSelect,
  | "id"
  | "mode"
  | "windowStart"
  | "windowEnd"
  | "meter"
  | "meterName"
  | "unit"
  | "billingFactor"
  | "rate"
  | "quantity"
  | "amountMinor"
  | "rounding"
> & {
  service: Offer;
  cloud: { slug: string; name: string; region: string | null } | null;
  account: string | null;
};

/**
 * Use of a window, by its rate where that is what it was priced by. A credit of offset billing is a credit. Use of a
 * period that is older than the statement's corrects what was billed.
 */
export function lineRow(of: CostsOf, line: Line): CostRow {
  const { currency, start } = of.statement;
  const billed = moneyToDecimal({ minor: line.amountMinor, currency });
  const isCorrection = line.windowStart < start;
  const isUse = line.mode === "limit" || line.amountMinor >= 0n;
  const unit = new Exact(line.billingFactor).eq(1) ? focusUnit(line.unit) : "Billing-Units";
  return {
    ...of,
    ...{ id: line.id, category: isUse ? "Usage" : "Credit", isCorrection, billed },
    frequency: isUse ? "Usage-Based" : "One-Time",
    description: `${line.meterName}: ${line.rounding}`,
    chargePeriod: { start: line.windowStart, end: line.windowEnd },
    priced: isUse && !isCorrection ? (byRate(line, unit, billed, currency) ?? one(billed, "Charges")) : null,
    consumed: isUse ? { quantity: new Exact(line.quantity).abs().toFixed(), unit } : null,
    service: line.service,
    cloud: line.cloud && { ...line.cloud, account: line.account },
    sku: { id: `${line.service.slug}/${line.meter}`, meter: line.meterName },
  };
}

/** Rows of a statement's tax breakdown in which there is tax. */
export function taxRows(of: CostsOf): CostRow[] {
  const { currency, number, start, end, taxes } = of.statement;
  return taxes
    .filter(({ tax }) => BigInt(tax) !== 0n)
    .map(({ category, rate, tax }) => ({
      ...of,
      ...{ id: `${number} ${category} ${rate}`, category: "Tax", frequency: "One-Time", isCorrection: false },
      description: `Tax ${category}, ${rate} %`,
      chargePeriod: { start, end },
      billed: moneyToDecimal({ minor: BigInt(tax), currency }),
      ...{ priced: null, consumed: null, service: null, cloud: null, sku: null },
    }));
}

/** Quantity times rate, where the amount is what that rounds to; null where other prices made it. */
function byRate(
  { quantity, rate }: Pick<Line, "quantity" | "rate">,
  unit: string,
  billed: string,
  currency: string,
): CostRow["priced"] {
  const exact = new Exact(quantity).times(rate);
  const cent = new Exact(10).pow(-currencyExponent(currency));
  if (exact.minus(billed).abs().gte(cent)) return null;
  return { quantity: plain(quantity), unit, unitPrice: plain(rate), exact: exact.toFixed() };
}

const one = (billed: string, unit: string): CostRow["priced"] =>
  new Exact(billed).lt(0) ? null : { quantity: "1", unit, unitPrice: billed, exact: billed };

const plain = (value: string) => new Exact(value).toFixed();
const seconds = (at: Date) => Math.floor(at.getTime() / 1000);
