import { formatMoney } from "@/components/ui/format";
import { formatDate } from "@/components/ui/format-time";
import type { Fact } from "@/components/ui/summary-strip";
import type { CompanyProfile } from "@/server/configuration/queries";

/** What a company is known by, and the terms that its figures stand under. */
export function companyFacts({ customer, contacts }: CompanyProfile): Fact[] {
  const main = contacts.find(({ kind }) => kind === "main");
  return [
    {
      label: "Account identifier",
      value: <span className="font-mono">{customer.identifier}</span>,
      small: customer.identifierConfirmedAt ? "confirmed" : "proposed, not confirmed",
    },
    { label: "Main contact", value: main?.name ?? "none", small: main?.email ?? "not given yet" },
    {
      label: "Credit limit",
      value: formatMoney(customer.creditLimitMinor, customer.currency),
      small: "of unpaid overflow",
    },
    { label: "Time zone", value: customer.timeZone, small: "of every time and billing period here" },
    { label: "Customer since", value: formatDate(customer.createdAt, customer.timeZone) },
  ];
}
