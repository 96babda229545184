import type { Invoice } from "@e-invoice-eu/core";
import { currencyExponent, moneyToDecimal, priceQuantity } from "../money";
import type { TaxRow } from "../money/tax";
import { Exact } from "../quantity";
import type { DocumentPart, StatementDocument } from "./statement-document";

type Line = Invoice["ubl:Invoice"]["cac:InvoiceLine"][number];
type Currency = NonNullable<Invoice["ubl:Invoice"]["cac:LegalMonetaryTotal"]["cbc:PayableAmount@currencyID"]>;

const scheme = { "cac:TaxScheme": { "cbc:ID": "VAT" } };

/** What taxes nothing at all: a provider who charges no tax bills outside its scope (BR-O-10). */
const taxRowsOf = ({ taxes, netMinor }: StatementDocument): TaxRow[] =>
  taxes.length > 0
    ? taxes
    : [{ category: "O", rate: "0", taxableMinor: netMinor, taxMinor: 0n, reason: "Not subject to VAT" }];

/**
 * An issued statement in the model of EN 16931, as UBL names its terms. One below zero is a credit note (type 381),
 * whose amounts are stated the other way round. It states what was paid when it was issued, so that it never changes.
 */
export function eInvoice(of: StatementDocument): Invoice {
  const isCredit = of.grossMinor < 0n;
  const amount = (minor: bigint) => moneyToDecimal({ minor: isCredit ? -minor : minor, currency: of.currency });
  const currency = of.currency as Currency;
  const days = new Intl.DateTimeFormat("en-CA", { timeZone: of.timeZone, dateStyle: "short" });
  const day = (at: Date) => days.format(at);
  const last = (end: Date) => day(new Date(end.getTime() - 1));
  const rows = taxRowsOf(of);
  const paid = isCredit ? 0n : of.settledAtIssueMinor;
  const note = isCredit ? "A credit: it settles statements that are open or come next." : of.header.paymentNote;
  const [first, ...more] = of.parts.map((part, n) => lineOf(part, n, { currency, day, last, isCredit }));
  return {
    "ubl:Invoice": {
      "cbc:ID": of.number ?? "",
      "cbc:IssueDate": day(of.issuedAt),
      ...(of.dueAt && { "cbc:DueDate": day(of.dueAt) }),
      "cbc:InvoiceTypeCode": isCredit ? "381" : "380",
      "cbc:DocumentCurrencyCode": currency,
      "cac:InvoicePeriod": { "cbc:StartDate": day(of.start), "cbc:EndDate": last(of.end) },
      ...partiesOf(of, rows),
      ...(of.header.iban !== "" &&
        !isCredit && {
          "cac:PaymentMeans": [
            {
              "cbc:PaymentMeansCode": of.currency === "EUR" ? "58" : "30",
              "cbc:PaymentID": of.number ?? "",
              "cac:PayeeFinancialAccount": {
                "cbc:ID": of.header.iban,
                "cbc:Name": of.header.providerName,
                ...(of.header.bic !== "" && { "cac:FinancialInstitutionBranch": { "cbc:ID": of.header.bic } }),
              },
            },
          ],
        }),
      ...(note !== "" && { "cac:PaymentTerms": { "cbc:Note": note } }),
      "cac:TaxTotal": [
        {
          "cbc:TaxAmount": amount(of.taxMinor),
          "cbc:TaxAmount@currencyID": currency,
          "cac:TaxSubtotal": rows.map((row) => ({
            "cbc:TaxableAmount": amount(row.taxableMinor),
            "cbc:TaxableAmount@currencyID": currency,
            "cbc:TaxAmount": amount(row.taxMinor),
            "cbc:TaxAmount@currencyID": currency,
            "cac:TaxCategory": {
              ...categoryOf(row.category, row.rate),
              ...(row.reason !== null && { "cbc:TaxExemptionReason": row.reason }),
            },
          })),
        },
      ],
      "cac:LegalMonetaryTotal": {
        "cbc:LineExtensionAmount": amount(of.netMinor),
        "cbc:LineExtensionAmount@currencyID": currency,
        "cbc:TaxExclusiveAmount": amount(of.netMinor),
        "cbc:TaxExclusiveAmount@currencyID": currency,
        "cbc:TaxInclusiveAmount": amount(of.grossMinor),
        "cbc:TaxInclusiveAmount@currencyID": currency,
        ...(paid !== 0n && { "cbc:PrepaidAmount": amount(paid), "cbc:PrepaidAmount@currencyID": currency }),
        "cbc:PayableAmount": amount(of.grossMinor - paid),
        "cbc:PayableAmount@currencyID": currency,
      },
      "cac:InvoiceLine": [first, ...more] as [Line, ...Line[]],
    },
  };
}

/** A category has its rate, unless it is outside the scope of the tax (BR-O-05). */
const categoryOf = (category: TaxRow["category"], rate: string) => ({
  "cbc:ID": category,
  ...(category !== "O" && { "cbc:Percent": rate }),
  ...scheme,
});

function partiesOf({ header }: StatementDocument, rows: TaxRow[]) {
  // Outside the scope of the tax no VAT number may be stated (BR-O-02).
  const outside = rows.some(({ category }) => category === "O");
  const vat = (id: string) => ({ "cbc:CompanyID": id, ...scheme });
  const { providerEmail, providerPhone, providerRegistration } = header;
  return {
    "cac:AccountingSupplierParty": {
      "cac:Party": {
        ...mailAt(header.providerEmail),
        "cac:PostalAddress": address(header.providerAddress, header.providerCountry),
        ...(header.providerVatId !== "" && !outside
          ? { "cac:PartyTaxScheme": [vat(header.providerVatId)] as [ReturnType<typeof vat>] }
          : {}),
        "cac:PartyLegalEntity": {
          "cbc:RegistrationName": header.providerName,
          ...(providerRegistration !== "" && { "cbc:CompanyID": providerRegistration }),
        },
        ...((providerEmail !== "" || providerPhone !== "") && {
          "cac:Contact": {
            "cbc:Name": header.providerName,
            ...(providerPhone !== "" && { "cbc:Telephone": providerPhone }),
            ...(providerEmail !== "" && { "cbc:ElectronicMail": providerEmail }),
          },
        }),
      },
    },
    "cac:AccountingCustomerParty": {
      "cac:Party": {
        ...mailAt(header.customerEmail),
        "cac:PartyIdentification": { "cbc:ID": header.customerIdentifier },
        "cac:PostalAddress": address(header.customerAddress, header.customerCountry),
        ...(header.customerVatNumber !== "" && !outside && { "cac:PartyTaxScheme": vat(header.customerVatNumber) }),
        "cac:PartyLegalEntity": { "cbc:RegistrationName": header.customerName },
      },
    },
  };
}

/** An email address as an electronic address (BT-34, BT-49). */
const mailAt = (email: string) => ({ "cbc:EndpointID": email, "cbc:EndpointID@schemeID": "EM" as const });

/** Up to three lines of an address, the rest on the third, and its country. */
function address(text: string, country: string) {
  const [first = "", second = "", ...rest] = text.split("\n").filter((line) => line.trim() !== "");
  return {
    ...(first !== "" && { "cbc:StreetName": first }),
    ...(second !== "" && { "cbc:AdditionalStreetName": second }),
    ...(rest.length > 0 && { "cac:AddressLine": { "cbc:Line": rest.join(", ") } }),
    "cac:Country": { "cbc:IdentificationCode": country as "DE" },
  };
}

/**
 * A line: quantity and rate where they make its amount, or else the amount once. A price is never below zero (BR-27):
 * the quantity is.
 */
function lineOf(
  part: DocumentPart,
  n: number,
  of: { currency: Currency; day: (at: Date) => string; last: (end: Date) => string; isCredit: boolean },
): Line {
  const { currency, isCredit } = of;
  const minor = isCredit ? -part.amountMinor : part.amountMinor;
  const isPriced =
    part.quantity !== "" &&
    part.rate !== "" &&
    priceQuantity(part.rate, part.quantity, currency).amount.minor === part.amountMinor;
  const quantity = isPriced ? new Exact(part.quantity).times(isCredit ? -1 : 1).toFixed() : minor < 0n ? "-1" : "1";
  const price = isPriced ? part.rate : moneyToDecimal({ minor: minor < 0n ? -minor : minor, currency });
  const detail = [part.detail, isPriced ? part.unit : "", part.why].filter((text) => text !== "").join("; ");
  return {
    "cbc:ID": String(n + 1),
    "cbc:InvoicedQuantity": quantity,
    "cbc:InvoicedQuantity@unitCode": "C62",
    "cbc:LineExtensionAmount": moneyToDecimal({ minor, currency }),
    "cbc:LineExtensionAmount@currencyID": currency,
    "cac:InvoicePeriod": { "cbc:StartDate": of.day(part.start), "cbc:EndDate": of.last(part.end) },
    "cac:Item": {
      ...(detail !== "" && { "cbc:Description": detail }),
      "cbc:Name": part.title,
      "cac:ClassifiedTaxCategory": categoryOf(part.taxCategory, part.taxRate),
    },
    "cac:Price": { "cbc:PriceAmount": price, "cbc:PriceAmount@currencyID": currency },
  } as Line;
}

const where = "in the console under Statements, Taxes, or with spillway provider set";

/** What an electronic invoice of the statement lacks, a sentence each with where to set it; empty where nothing is. */
export function missingOfEInvoice(of: StatementDocument): string[] {
  const { header, number, currency, parts } = of;
  if (number === null) return ["A draft is no invoice: take the electronic invoice once the statement is issued."];
  if (parts.length === 0) return ["The statement has no line, and an electronic invoice needs one."];
  const categories = taxRowsOf(of).map(({ category }) => category);
  const isOutside = categories.includes("O");
  return [
    ...(currencyExponent(currency) > 2
      ? [`An electronic invoice states at most two decimals, and amounts in ${currency} have more: take the PDF.`]
      : []),
    ...(header.providerCountry === "" ? [`The provider's country is missing: set it ${where} --country.`] : []),
    ...(isOutside && header.providerRegistration === ""
      ? [`The provider's register number is missing: set it ${where} --registration.`]
      : []),
    ...(!isOutside && header.providerVatId === ""
      ? [`The provider's VAT number is missing: set it ${where} --vat-id.`]
      : []),
    ...(header.customerCountry === ""
      ? ["The customer's country is missing: enter the billing information on the company's page."]
      : []),
    ...(header.providerEmail === ""
      ? [`The provider's email for questions is missing: set it ${where} --billing-email.`]
      : []),
    ...(header.customerEmail === ""
      ? ["The customer's email for statements is missing: enter the billing information on the company's page."]
      : []),
    ...(categories.includes("AE") && header.customerVatNumber === ""
      ? ["The customer's VAT number is missing: enter it under Tax on the customer's page."]
      : []),
  ];
}
