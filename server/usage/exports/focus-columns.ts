import { ownService } from "../../services/own-service";
import { serviceKind } from "../../services/shipped-services";
import type { MeterKind } from "../rules";
import type { FocusLine } from "./focus-lines";
import { focusUnit } from "./focus-unit";

/** How a column's values are typed in Parquet; CSV has texts. */
type FocusType = "text" | "decimal" | "time";
/** `of`: the text of a row's cell; null where there is no value. */
export type FocusColumn<Row = FocusLine> = { head: string; type: FocusType; of: (row: Row) => string | null };

/** How the columns of a file are made, of whatever its rows are. */
export const columnsOf = <Row>() => ({
  text: (head: string, of: (row: Row) => string | null): FocusColumn<Row> => ({ head, type: "text", of }),
  /** UTC to the second (FOCUS 1.2, DateTimeFormat): ticks and periods have no parts of one. */
  time: (head: string, of: (row: Row) => Date): FocusColumn<Row> => ({
    head,
    type: "time",
    of: (row) => `${of(row).toISOString().slice(0, 19)}Z`,
  }),
  decimal: (head: string, of: (row: Row) => string | null): FocusColumn<Row> => ({ head, type: "decimal", of }),
});
const { text, time, decimal } = columnsOf<FocusLine>();
/** Costs are not known of use that is metered: null, never 0 (docs/decisions/020-costs-of-a-usage-export.md). */
const unpriced = (head: string): FocusColumn => decimal(head, () => null);

/** What is used where no machine, and so no service, is named: the host cloud's own. */
const unnamedService = "Use at host clouds";
/** The entity whose resources are used: on-premises the customer itself. */
const hostOf = ({ cloud, customer }: FocusLine) => cloud?.name ?? customer.name;
const categoryOf = ({ service }: FocusLine) => (service ? serviceKind(service.slug) : ownService).focus;

/** What is known of a machine, under a prefix of its own: people set no tags here (FOCUS 1.2, Tags-C-012). */
function tagsOf({ machine }: FocusLine): string | null {
  if (!machine) return null;
  const { kind, os, serial, instanceId } = machine;
  const known = Object.entries({ kind, os, serial, instance: instanceId }).filter(([, value]) => value !== null);
  return JSON.stringify(Object.fromEntries(known.map(([key, value]) => [`machine/${key}`, value])));
}

const figures: Record<MeterKind, string> = {
  counter: "sum of the period",
  gauge: "level when all machines together were at their most in the period",
  unique: "different ones in the period, each where it was first seen",
};

function descriptionOf({ meter: { name, kind } }: FocusLine): string {
  return `${name}: ${figures[kind]}, metered. The file holds no costs.`;
}

/**
 * The columns of a FOCUS export: those of 1.2 that are mandatory, recommended, or about what is known here, and the
 * names of 1.3 together with those that they replace; own ones begin with x_.
 */
export const focusColumns: readonly FocusColumn[] = [
  unpriced("BilledCost"),
  text("BillingAccountId", ({ customer }) => customer.id),
  text("BillingAccountName", ({ customer }) => customer.name),
  text("BillingCurrency", ({ customer }) => customer.currency),
  time("BillingPeriodEnd", ({ billingPeriod }) => billingPeriod.end),
  time("BillingPeriodStart", ({ billingPeriod }) => billingPeriod.start),
  text("ChargeCategory", () => "Usage"),
  text("ChargeClass", () => null),
  text("ChargeDescription", descriptionOf),
  text("ChargeFrequency", () => "Usage-Based"),
  time("ChargePeriodEnd", ({ chargePeriod }) => chargePeriod.end),
  time("ChargePeriodStart", ({ chargePeriod }) => chargePeriod.start),
  decimal("ConsumedQuantity", ({ quantity }) => quantity),
  text("ConsumedUnit", ({ meter }) => focusUnit(meter.unit)),
  unpriced("ContractedCost"),
  unpriced("EffectiveCost"),
  text("HostProviderName", hostOf),
  text("InvoiceId", () => null),
  text("InvoiceIssuerName", ({ provider }) => provider),
  unpriced("ListCost"),
  unpriced("PricingQuantity"),
  text("PricingUnit", () => null),
  text("ProviderName", ({ provider }) => provider),
  text("PublisherName", (line) => line.service?.vendor ?? hostOf(line)),
  text("RegionId", ({ cloud }) => cloud?.region ?? null),
  text("RegionName", ({ cloud }) => cloud?.region ?? null),
  text("ResourceId", ({ machine }) => machine?.id ?? null),
  text("ResourceName", ({ machine }) => machine?.hostname ?? null),
  text("ResourceType", ({ machine }) =>
    machine ? (machine.kind === "overflow" ? "Overflow machine" : "Machine") : null,
  ),
  text("ServiceCategory", (line) => categoryOf(line).category),
  text("ServiceName", ({ service }) => service?.name ?? unnamedService),
  text("ServiceProviderName", ({ provider }) => provider),
  text("ServiceSubcategory", (line) => categoryOf(line).subcategory),
  text("SkuId", ({ service, meter }) => (service ? `${service.slug}/${meter.slug}` : meter.slug)),
  text("SkuMeter", ({ meter }) => meter.name),
  text("SubAccountId", ({ cloud }) => cloud?.account ?? null),
  text("SubAccountName", ({ cloud }) => cloud?.account ?? null),
  text("Tags", tagsOf),
  text("x_CloudSlug", ({ cloud }) => cloud?.slug ?? "on-premises"),
  text("x_MeterKind", ({ meter }) => meter.kind),
  text("x_MeterSlug", ({ meter }) => meter.slug),
];

/** The file of metered use. */
export const usageFile = { name: "usage-focus", columns: focusColumns };
