import { createHash } from "node:crypto";
import { readInstant } from "../../instant";
import { type Exact, parseExact } from "../../quantity";
import { type FocusRow, type ListedReason, meterOf } from "./focus-mapping";

/** Columns without which a file is no cost-and-usage file. */
export const requiredColumns = [
  "BilledCost",
  "ChargeCategory",
  "ChargePeriodStart",
  "ChargePeriodEnd",
  "ConsumedQuantity",
  "ConsumedUnit",
];

/**
 * The dimension columns of FOCUS 1.0 to 1.3: with the occurrence they are a row's identity. Costs, quantities and
 * prices are what a restatement changes; columns that FOCUS does not know (x_…, a stray Id) do not identify a use.
 */
const dimensions =
  `AvailabilityZone BillingAccountId BillingAccountName BillingAccountType BillingCurrency BillingPeriodEnd
  BillingPeriodStart CapacityReservationId ChargeCategory ChargeClass ChargeDescription ChargeFrequency ChargePeriodEnd
  ChargePeriodStart CommitmentDiscountCategory CommitmentDiscountId CommitmentDiscountName CommitmentDiscountStatus
  CommitmentDiscountType CommitmentDiscountUnit ConsumedUnit HostProviderName InvoiceIssuerName PricingCategory PricingCurrency
  PricingUnit ProviderName PublisherName RegionId RegionName ResourceId ResourceName ResourceType ServiceCategory ServiceName
  ServiceProviderName ServiceSubcategory SkuId SkuMeter SkuPriceDetails SkuPriceId SubAccountId SubAccountName SubAccountType Tags`
    .toLowerCase()
    .split(/\s+/);
const times = new Set(["billingperiodend", "billingperiodstart", "chargeperiodend", "chargeperiodstart"]);

/** The figures of a row, counted or listed: for the totals that must reconcile. */
export type RowFigures = { billedCost: string; unit: string; quantity: string };
export type ReadRow = { figures: RowFigures } & (
  | { reason: ListedReason }
  | { meter: string; quantity: string; start: Date; end: Date; subject: string | null; identity: string }
);

/** Names the cells. Blank cells and the text NULL are null; column names are taken in any case. */
export function focusRow(columns: readonly string[], cells: readonly (string | null)[]): FocusRow {
  return new Map(
    columns.map((name, n) => {
      const text = cells[n]?.trim() ?? "";
      return [name.trim().toLowerCase(), text === "" || text.toUpperCase() === "NULL" ? null : text];
    }),
  );
}

/**
 * Reads a row: the use it reports, or the reason why it is listed instead. Nothing is guessed, nothing is left out.
 */
export function readFocusRow(row: FocusRow): ReadRow {
  const cost = decimal(row.get("billedcost"));
  const consumed = decimal(row.get("consumedquantity"));
  const unit = row.get("consumedunit") ?? null;
  const figures = { billedCost: cost?.toFixed() ?? "0", unit: unit ?? "", quantity: consumed?.toFixed() ?? "0" };
  const listed = (reason: ListedReason): ReadRow => ({ figures, reason });
  if (cost === undefined) return listed("bad_cost");
  const category = row.get("chargecategory")?.toLowerCase() ?? "";
  if (category === "credit" || category === "tax" || category === "adjustment" || category === "purchase")
    return listed(category);
  if (category !== "usage") return listed("unknown_category");
  if (row.get("chargeclass")?.toLowerCase() === "correction") return listed("correction");
  if (consumed === undefined) return listed("bad_quantity");
  if (consumed === null || unit === null) return listed("no_quantity");
  if (consumed.isNegative() && !consumed.isZero()) return listed("negative_quantity");
  const start = focusTime(row.get("chargeperiodstart"));
  const end = focusTime(row.get("chargeperiodend"));
  if (!start || !end || start >= end) return listed("bad_date");
  const meant = meterOf(row, unit);
  if ("reason" in meant) return listed(meant.reason);
  return {
    figures,
    meter: meant.meter,
    quantity: consumed.abs().times(meant.factor).toFixed(),
    start,
    end,
    subject: row.get("resourceid")?.split(/[/:]/).at(-1) || null,
    identity: identityOf(row),
  };
}

/** A decimal; null where there is none, undefined where it is something else. */
function decimal(text: string | null | undefined): Exact | null | undefined {
  if (text === null || text === undefined) return null;
  return parseExact(text) ?? undefined;
}

/** A time of FOCUS, also in the forms that files have: without T, without Z (then UTC), a date alone. */
function focusTime(text: string | null | undefined): Date | null {
  if (!text) return null;
  const full = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text} 00:00:00` : text;
  const zoned = /(?:[zZ]|[+-]\d{2}(?::?\d{2})?)$/.test(full.slice(10)) ? full : `${full}Z`;
  return readInstant(
    zoned.replace(/([+-]\d{2})(\d{2})?$/, (zone, hours, minutes) =>
      zone.length > 3 && zone[3] === ":" ? zone : `${hours}:${minutes ?? "00"}`,
    ),
  );
}

function identityOf(row: FocusRow): string {
  const hash = createHash("sha256");
  for (const name of dimensions) {
    const text = row.get(name) ?? "";
    const time = times.has(name) ? focusTime(text) : null;
    // Rows do not differ by case: the same export writes "Usage-based" and "Usage-Based".
    hash.update(`${time?.toISOString() ?? text.toLowerCase()}\u0000`);
  }
  return hash.digest("hex").slice(0, 32);
}
