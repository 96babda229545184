import { taxesOf } from "../money/tax";
import type { DocumentPart, StatementDocument } from "./statement-document";

const header: StatementDocument["header"] = {
  ...{ customerName: "Nordhafen Logistik GmbH & Co. KG", customerIdentifier: "nordhafen-log", customerCountry: "DE" },
  ...{ customerAddress: "Hafenstraße 12\n20457 Hamburg", customerTaxNumber: "", customerVatNumber: "DE311264907" },
  ...{ providerName: "Kestrel Managed Cloud", providerCountry: "DE", providerVatId: "DE298441765" },
  providerAddress: "Kestrel Managed Cloud GmbH\nAm Sandtorkai 50\n20457 Hamburg, Germany",
  ...{ providerRegistration: "HRB 148320, Amtsgericht Hamburg", providerEmail: "billing@kestrel.example" },
  ...{ providerPhone: "+49 40 5550 1200", iban: "DE89370400440532013000", bic: "KESTDEHHXXX" },
  customerEmail: "billing@nordhafen.example",
  paymentNote: "Name the statement's number with your transfer.",
};

const november = { start: new Date("2026-10-31T23:00:00Z"), end: new Date("2026-11-30T23:00:00Z") };

/** A part of a sample; amounts in minor units. */
export const samplePart = (amountMinor: bigint, change: Partial<DocumentPart> = {}): DocumentPart => ({
  ...{ title: "Units above 8", detail: "EV-2031, first machine hh-fileserver-02, carried by ovf-2031-1" },
  ...{ why: "4 × 1.80 EUR = 7.20 EUR, nothing rounded.", quantity: "4", unit: "units", rate: "1.80" },
  ...{ ...november, amountMinor, taxCategory: "O", taxRate: "0", ...change },
});

/** A fee of a sample. */
export const sampleFee = (amountMinor: bigint): DocumentPart =>
  samplePart(amountMinor, {
    ...{
      title: "Compute node, 100 seats",
      detail: "Compute node, plan by the month",
      quantity: "",
      unit: "",
      rate: "",
    },
    why: "3000.00 EUR for the month.",
  });

type Sample = {
  parts: DocumentPart[];
  /** Percent; left out: no tax at all. */
  percent?: string;
  treatment?: "standard" | "reverse_charge" | "exempt" | "outside_scope";
  header?: Partial<StatementDocument["header"]>;
} & Partial<Pick<StatementDocument, "number" | "currency" | "settledMinor" | "settledAtIssueMinor">>;

/** A statement of November with the tax of its parts worked out. */
export function sampleStatement({ parts, percent, treatment = "standard", ...of }: Sample): StatementDocument {
  const ids = parts.map((part, n) => ({ id: String(n), amountMinor: part.amountMinor }));
  const taxes = taxesOf(
    ids.map((one) => ({ ...one, serviceId: null, lastDay: "2026-11-30" })),
    {
      setting: { treatment, country: "DE", reason: treatment === "exempt" ? "Article 132" : null },
      rates: percent === undefined ? [] : [{ serviceId: null, percent, fromDay: "2020-01-01" }],
      lastDay: "2026-11-30",
    },
  );
  const netMinor = parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return {
    ...{ number: "2026-000042", currency: "EUR", settledMinor: 0n, settledAtIssueMinor: 0n, ...of, ...november },
    header: { ...header, ...of.header },
    ...{ color: null, timeZone: "Europe/Berlin", issuedAt: new Date("2026-12-03T10:00:00Z") },
    dueAt: new Date("2026-12-17T10:00:00Z"),
    parts: parts.map((part, n) => ({ ...part, ...taxes.of.get(String(n)) })),
    ...{ taxes: taxes.rows, netMinor, taxMinor: taxes.taxMinor, grossMinor: netMinor + taxes.taxMinor },
  };
}
