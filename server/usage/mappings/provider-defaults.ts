import { focusMeters } from "../../services/meters";
import { cellOf, type FocusRow, type MeterPair } from "./mapping-rules";

/** What is known of a provider's exports, for rows that no rule of one's own names. */
export type ProviderDefaults = {
  provider: string;
  /** Begins the name of the provider in a row, in any case. */
  names: readonly string[];
  columns: { meter: string; quantity: string; unit: string };
  meters: readonly MeterPair[];
};

const pair = (value: string, unit: string, meter: string, factor: string | null): MeterPair => ({
  ...{ value, unit, meter, factor },
});
const described = { meter: "ChargeDescription", quantity: "ConsumedQuantity", unit: "ConsumedUnit" };

/**
 * What the units of a row do not say by themselves (imports/focus-mapping.ts reads those). "Sample": FOCUS-Sample-Data
 * has such rows (CC BY 4.0, FOCUS 1.0, September 2024); anything else is from the provider's documentation.
 */
export const providerDefaults: readonly ProviderDefaults[] = [
  {
    provider: "AWS",
    names: ["aws", "amazon"],
    columns: described,
    // Sample: Fargate states vCPU-hours and GB-hours as "Hours". A GB of Fargate is 1,024 MiB (Amazon ECS, task size).
    meters: [
      pair("AWS Fargate*vCPU*", "Hours", focusMeters.coreHours, "1"),
      pair("AWS Fargate*Memory*", "Hours", focusMeters.memoryHours, "1"),
    ],
  },
  {
    provider: "Microsoft",
    names: ["microsoft", "azure"],
    columns: described,
    // Container Instances (Azure Retail Prices: "Standard vCPU Duration", 1 Hour; "Standard Memory Duration", 1 GB
    // Hour). "Units" are single operations in some exports and ten thousands in others (sample): listed.
    meters: [
      pair("*vCPU Duration*", "Hours", focusMeters.coreHours, "1"),
      pair("*Memory Duration*", "GB Hours", focusMeters.memoryHours, null),
    ],
  },
  {
    provider: "Google",
    names: ["google"],
    // The FOCUS view of Cloud Billing: consumed are seconds and byte-seconds, which are no decimal number of hours; the
    // pricing columns have hours and gibibyte hours. Compute Engine names its SKUs "N2 Instance Core running in …".
    columns: { meter: "ChargeDescription", quantity: "PricingQuantity", unit: "PricingUnit" },
    meters: [
      pair("*Instance Core running in*", "hour", focusMeters.coreHours, "1"),
      pair("*Instance Ram running in*", "gibibyte hour", focusMeters.memoryHours, "1"),
      pair("*Data Transfer*", "gibibyte", focusMeters.transfer, "1"),
      pair("*Egress*", "gibibyte", focusMeters.transfer, "1"),
    ],
  },
  {
    provider: "Oracle",
    names: ["oracle"],
    columns: described,
    // An OCPU is two vCPUs of an x86 processor, and one of Ampere A1 (Oracle, Compute Shapes). Sample: "Standard - E5"
    // in OCPU Hours; "Outbound Data Transfer Zone 1" in GB Months, which are gigabytes of a month.
    meters: [
      pair("Standard - A1*", "OCPU Hours", focusMeters.coreHours, "1"),
      pair("Standard - E*", "OCPU Hours", focusMeters.coreHours, "2"),
      pair("Standard - X*", "OCPU Hours", focusMeters.coreHours, "2"),
      pair("Outbound Data Transfer*", "GB Months", focusMeters.transfer, "0.931322574615478515625"),
    ],
  },
];

/** The columns that name a provider, in the order in which they are asked. FOCUS 1.4 has the first two alone. */
const providerColumns = ["HostProviderName", "ServiceProviderName", "ProviderName", "PublisherName"];

/** What is known of the exports of the provider that a row names; undefined for any other. */
export function defaultsOf(row: FocusRow): ProviderDefaults | undefined {
  for (const column of providerColumns) {
    const name = cellOf(row, column)?.toLowerCase();
    if (name) return providerDefaults.find(({ names }) => names.some((one) => name.startsWith(one)));
  }
  return undefined;
}
