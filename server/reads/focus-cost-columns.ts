import { ownService } from "../services/own-service";
import { serviceKind } from "../services/shipped-services";
import { columnsOf, type FocusColumn } from "../usage/exports/focus-columns";
import type { CostRow } from "./focus-cost-rows";

const { text, time, decimal } = columnsOf<CostRow>();

const categoryOf = ({ service }: CostRow) => (service ? serviceKind(service.slug) : ownService).focus;
const costOf = ({ priced, billed }: CostRow) => priced?.exact ?? billed;

/**
 * The columns of a file of costs: those of FOCUS 1.2 that are mandatory, recommended, or about what is known here, and
 * own ones. BilledCost is what the statement bills, rounded as there; ListCost and ContractedCost are quantity times
 * unit price, which FOCUS wants to the last decimal.
 */
const costColumns: readonly FocusColumn<CostRow>[] = [
  decimal("BilledCost", ({ billed }) => billed),
  text("BillingAccountId", ({ statement }) => statement.customerId),
  text("BillingAccountName", ({ statement }) => statement.customerName),
  text("BillingCurrency", ({ statement }) => statement.currency),
  time("BillingPeriodEnd", ({ statement }) => statement.end),
  time("BillingPeriodStart", ({ statement }) => statement.start),
  text("ChargeCategory", ({ category }) => category),
  text("ChargeClass", ({ isCorrection }) => (isCorrection ? "Correction" : null)),
  text("ChargeDescription", ({ description }) => description),
  text("ChargeFrequency", ({ frequency }) => frequency),
  time("ChargePeriodEnd", ({ chargePeriod }) => chargePeriod.end),
  time("ChargePeriodStart", ({ chargePeriod }) => chargePeriod.start),
  decimal("ConsumedQuantity", ({ consumed }) => consumed?.quantity ?? null),
  text("ConsumedUnit", ({ consumed }) => consumed?.unit ?? null),
  decimal("ContractedCost", costOf),
  decimal("ContractedUnitPrice", ({ priced }) => priced?.unitPrice ?? null),
  decimal("EffectiveCost", ({ billed }) => billed),
  text("InvoiceId", ({ statement }) => statement.number),
  text("InvoiceIssuerName", ({ provider }) => provider),
  decimal("ListCost", costOf),
  decimal("ListUnitPrice", ({ priced }) => priced?.unitPrice ?? null),
  decimal("PricingQuantity", ({ priced }) => priced?.quantity ?? null),
  text("PricingUnit", ({ priced }) => priced?.unit ?? null),
  text("ProviderName", ({ provider }) => provider),
  text("PublisherName", ({ service, provider }) => service?.vendor ?? provider),
  text("RegionId", ({ cloud }) => cloud?.region ?? null),
  text("RegionName", ({ cloud }) => cloud?.region ?? null),
  text("ServiceCategory", (row) => categoryOf(row).category),
  text("ServiceName", ({ service }) => service?.name ?? "Tax"),
  text("ServiceSubcategory", (row) => categoryOf(row).subcategory),
  text("SkuId", ({ sku }) => sku?.id ?? null),
  text("SkuMeter", ({ sku }) => sku?.meter ?? null),
  text("SubAccountId", ({ cloud }) => cloud?.account ?? null),
  text("SubAccountName", ({ cloud }) => cloud?.account ?? null),
  text("x_CloudSlug", ({ cloud }) => cloud?.slug ?? null),
  text("x_LineId", ({ id }) => id),
];

/** The file of what was billed. */
export const costFile = { name: "costs-focus", columns: costColumns };
