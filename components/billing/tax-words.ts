import { formatNumber } from "@/components/ui/format";
import type { TaxCategory, TaxTreatment } from "@/server/money/states";

const words: Record<Exclude<TaxCategory, "S">, string> = {
  Z: "VAT 0 %",
  E: "Exempt",
  AE: "Reverse charge",
  O: "Not subject to VAT",
};

/** A tax by its category and rate: "VAT 19 %". */
export const taxName = ({ category, rate }: { category: TaxCategory; rate: string }): string =>
  category === "S" ? `VAT ${formatNumber(rate, { decimals: 4 })} %` : words[category];

/** How a customer is taxed, in words. */
export const treatmentWords: Record<TaxTreatment, { label: string; detail: string }> = {
  standard: { label: "Standard", detail: "The rates of the provider's country, or of the country below." },
  reverse_charge: { label: "Reverse charge", detail: "No tax is charged: the customer accounts for it." },
  exempt: { label: "Exempt", detail: "No tax is charged, for the reason below." },
  outside_scope: { label: "Outside scope", detail: "What is billed is not subject to VAT." },
};
