import { hash } from "node:crypto";
import { readInstant } from "../../instant";
import { calendarWindow } from "../../periods";
import { Exact, parseExact, quantityBelow } from "../../quantity";
import { cellOf, type FocusRow } from "../mappings/mapping-rules";
import { elsewhereOf, plainMapping, type RowMapping } from "../mappings/row-mapping";
import { type ListedReason, meaningOf } from "./focus-mapping";

/**
 * Columns without which a file is no cost-and-usage file. ConsumedQuantity and ConsumedUnit are conditional (FOCUS 1.2,
 * ConsumedQuantity-C-000-C): a file of purchases has none.
 */
export const requiredColumns = ["BilledCost", "ChargeCategory", "ChargePeriodStart", "ChargePeriodEnd"];

/**
 * What identifies the use that a row reports: ids and times of FOCUS 1.0, and the service, which has no id there. With
 * the quantity and, of rows alike, the occurrence they are the row's identity. Names, tags, descriptions, prices and
 * columns of later versions change from one export of the same use to the next.
 */
const useColumns =
  `BillingAccountId ChargePeriodEnd ChargePeriodStart CommitmentDiscountId ConsumedUnit RegionId ResourceId ServiceName
  SkuId SkuPriceId SubAccountId`
    .toLowerCase()
    .split(/\s+/);

/** What identified a row, with its place among rows alike, in imports of versions up to 0.2. */
const formerColumns =
  `AvailabilityZone BillingAccountId BillingAccountName BillingAccountType BillingCurrency BillingPeriodEnd
  BillingPeriodStart CapacityReservationId ChargeCategory ChargeClass ChargeDescription ChargeFrequency ChargePeriodEnd
  ChargePeriodStart CommitmentDiscountCategory CommitmentDiscountId CommitmentDiscountName CommitmentDiscountStatus
  CommitmentDiscountType CommitmentDiscountUnit ConsumedUnit HostProviderName InvoiceIssuerName PricingCategory PricingCurrency
  PricingUnit ProviderName PublisherName RegionId RegionName ResourceId ResourceName ResourceType ServiceCategory ServiceName
  ServiceProviderName ServiceSubcategory SkuId SkuMeter SkuPriceDetails SkuPriceId SubAccountId SubAccountName SubAccountType Tags`
    .toLowerCase()
    .split(/\s+/);
const timeColumns = ["billingperiodend", "billingperiodstart", "chargeperiodend", "chargeperiodstart"];

/** The figures of a row, counted or listed: for the totals that must reconcile. */
export type RowFigures = { billedCost: string; unit: string; quantity: string };
/** A row that reports use, or why it does not; `billed` is null where such a row does not name its billing period. */
export type ReadRow = { figures: RowFigures } & (
  | { reason: ListedReason; billed: BilledBy | null }
  | {
      meter: string;
      quantity: string;
      start: Date;
      end: Date;
      subject: string | null;
      identity: RowIdentity;
      billed: BilledBy;
    }
);
/** The billing account and period of a row; without a period that of its month in UTC. */
export type BilledBy = { account: string; period: Date };
/**
 * Hashes of what identifies a row: `use` without its quantity, `row` with it; `former`, which few imports ask for, as
 * it was up to version 0.2.
 */
type RowIdentity = { use: string; row: string; former: () => string };

/** Names the cells. Blank cells and the text NULL are null; column names are taken in any case. */
export function focusRow(columns: readonly string[], cells: readonly (string | null)[]): FocusRow {
  return new Map(
    columns.map((name, n) => {
      const text = cells[n]?.trim() ?? "";
      return [name.trim().toLowerCase(), text === "" || text.toUpperCase() === "NULL" ? null : text];
    }),
  );
}

const noUse: Omit<RowFigures, "billedCost"> = { unit: "", quantity: "0" };

/**
 * Reads a row by a cloud's mapping rules: the use it reports, or the reason why it is listed instead. Nothing is
 * guessed, nothing is left out. No rule changes a row's identity.
 */
export function readFocusRow(row: FocusRow, mapping: RowMapping = plainMapping): ReadRow {
  const elsewhere = elsewhereOf(row, mapping);
  const cost = decimal(row.get("billedcost"));
  const billedCost = cost?.toFixed() ?? "0";
  if ([...row.values()].some((text) => text?.includes("\0")))
    return { figures: { ...noUse, billedCost }, reason: elsewhere ?? "bad_text", billed: null };
  const meant = meaningOf(row, mapping);
  const consumed = decimal(meant.read.quantity);
  const { unit } = meant.read;
  const figures = { billedCost, unit: unit ?? "", quantity: consumed?.toFixed() ?? "0" };
  const account = row.get("billingaccountid") ?? "";
  const times = new Map(timeColumns.map((name) => [name, focusTime(row.get(name))]));
  const period = times.get("billingperiodstart") ?? null;
  const listed = (reason: ListedReason): ReadRow => ({ figures, reason, billed: period && { account, period } });
  if (elsewhere) return listed(elsewhere);
  if (cost === undefined) return listed("bad_cost");
  const category = row.get("chargecategory")?.toLowerCase() ?? "";
  if (category === "credit" || category === "tax" || category === "adjustment" || category === "purchase")
    return listed(category);
  if (category !== "usage") return listed("unknown_category");
  if (row.get("chargeclass")?.toLowerCase() === "correction") return listed("correction");
  if (consumed === undefined) return listed("bad_quantity");
  const named = !("reason" in meant) || meant.reason !== "no_quantity";
  if (consumed === null || !named) return listed("no_quantity");
  if (consumed.isNegative() && !consumed.isZero()) return listed("negative_quantity");
  const start = times.get("chargeperiodstart");
  const end = times.get("chargeperiodend");
  if (!start || !end || start >= end) return listed("bad_date");
  if ("reason" in meant) return listed(meant.reason);
  const quantity = meant.of(consumed.abs());
  if (quantity === null) return listed("other_unit");
  if (quantity.gte(quantityBelow)) return listed("quantity_too_large");
  return {
    figures,
    meter: meant.meter,
    quantity: quantity.toFixed(),
    start,
    end,
    subject:
      cellOf(row, mapping.rules.columns.machine ?? "ResourceId")
        ?.split(/[/:]/)
        .at(-1) || null,
    identity: identityOf(row, times),
    billed: { account, period: period ?? calendarWindow("month", start, "UTC").start },
  };
}

/**
 * Figures of a file lie within this range and these decimals: what is beyond is no figure of anything. What is exported
 * of an imported figure has 30 decimals more than that at most, for its unit and for quarters of an hour.
 */
const figureBelow = new Exact("1e20");
const figureDecimals = 75;

/** A decimal; null where there is none, undefined where it is something else or out of every range. */
function decimal(text: string | null | undefined): Exact | null | undefined {
  if (text === null || text === undefined) return null;
  const value = parseExact(text);
  if (value === null || value.abs().gte(figureBelow) || value.decimalPlaces() > figureDecimals) return undefined;
  return value;
}

/** A time of FOCUS, also in the forms that files have: without T, without Z (then UTC), a date alone. */
function focusTime(text: string | null | undefined): Date | null {
  if (!text) return null;
  const full = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text} 00:00:00` : text;
  const zoned = /(?:[zZ]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$/i.test(full.slice(10)) ? full : `${full}Z`;
  return readInstant(
    zoned.replace(/([+-]\d{2})(\d{2})?$/, (zone, hours, minutes) =>
      zone.length > 3 && zone[3] === ":" ? zone : `${hours}:${minutes ?? "00"}`,
    ),
  );
}

type RowTimes = ReadonlyMap<string, Date | null>;

/** From columns of FOCUS alone, whichever a rule reads; a row without a consumed quantity has its pricing quantity. */
function identityOf(row: FocusRow, times: RowTimes): RowIdentity {
  const quantity = decimal(row.get("consumedquantity")) ?? decimal(row.get("pricingquantity"));
  const use = textOf(row, useColumns, times);
  return {
    use: hashOf(use),
    row: hashOf(use + (quantity?.toFixed() ?? "")),
    former: () => hashOf(textOf(row, formerColumns, times)),
  };
}

const hashOf = (text: string): string => hash("sha256", text, "hex").slice(0, 32);

/** Rows do not differ by case: the same export writes "Usage-based" and "Usage-Based". */
const textOf = (row: FocusRow, columns: readonly string[], times: RowTimes): string =>
  columns.map((name) => `${times.get(name)?.toISOString() ?? row.get(name)?.toLowerCase() ?? ""}\u0000`).join("");
