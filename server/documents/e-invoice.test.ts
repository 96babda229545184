import { describe, expect, test } from "vitest";
import { Exact } from "../quantity";
import { eInvoiceXml, facturX } from "./e-invoice-file";
import type { StatementDocument } from "./statement-document";
import { sampleFee, samplePart, sampleStatement } from "./testing";

// The rules of EN 16931-1, 6.4, by their numbers, on the XML that is handed out.

/** The contents of all elements of a name, in order. */
const all = (xml: string, name: string) =>
  [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}(?: [^>]*)?>([\\s\\S]*?)</(?:\\w+:)?${name}>`, "g"))].map(
    ([, content = ""]) => content,
  );
const one = (xml: string, name: string) => all(xml, name)[0] ?? "";
const sum = (amounts: string[]) => amounts.reduce((total, amount) => total.plus(amount), new Exact(0)).toFixed();
const same = (a: string, b: string) => expect(new Exact(a).toFixed()).toBe(new Exact(b).toFixed());

const parts = [sampleFee(300_000n), samplePart(720n), samplePart(-180n, { quantity: "-1" })];
const odd = [33n, 33n, 33n].map((minor) => samplePart(minor, { quantity: "0.3", rate: "1.1" }));

const statements: [string, StatementDocument][] = [
  ["the standard rate", sampleStatement({ parts, percent: "19" })],
  ["rounding once a row and not a line", sampleStatement({ parts: odd, percent: "7.7" })],
  ["half a cent", sampleStatement({ parts: [samplePart(50n)], percent: "19" })],
  ["the zero rate", sampleStatement({ parts, percent: "0" })],
  ["exempt", sampleStatement({ parts, treatment: "exempt" })],
  ["reverse charge", sampleStatement({ parts, treatment: "reverse_charge" })],
  ["outside the scope", sampleStatement({ parts, treatment: "outside_scope" })],
  ["no tax set up", sampleStatement({ parts })],
  ["a credit", sampleStatement({ parts: [samplePart(-720n, { quantity: "-4" })], percent: "19" })],
  ["yen", sampleStatement({ parts, percent: "10", currency: "JPY" })],
  ["a credit that settled a part", sampleStatement({ parts, percent: "19", settledAtIssueMinor: 5_000n })],
  ["many lines", sampleStatement({ parts: Array.from({ length: 120 }, () => samplePart(720n)), percent: "19" })],
];

describe.each(statements)("%s", (_, of) => {
  const made = eInvoiceXml(of, "UBL").then((xml) => {
    const isCredit = of.grossMinor < 0n;
    return { xml, isCredit, lines: all(xml, isCredit ? "CreditNoteLine" : "InvoiceLine") };
  });
  const outside = of.taxes.length === 0 || of.taxes.some(({ category }) => category === "O");

  test("BR-01 to 16: what every invoice states", async () => {
    const { xml, isCredit, lines } = await made;
    expect(one(xml, "CustomizationID")).toBe("urn:cen.eu:en16931:2017");
    expect(one(xml, "IssueDate")).toBe("2026-12-03");
    expect(one(xml, isCredit ? "CreditNoteTypeCode" : "InvoiceTypeCode")).toBe(isCredit ? "381" : "380");
    expect(one(xml, "DocumentCurrencyCode")).toBe(of.currency);
    expect(all(xml, "RegistrationName")).toEqual(["Kestrel Managed Cloud", "Nordhafen Logistik GmbH &amp; Co. KG"]);
    expect(all(xml, "IdentificationCode")).toEqual(["DE", "DE"]);
    expect(lines.length).toBe(of.parts.length);
  });

  test("BR-21 to 27: each line has quantity, unit, amount, name, and a price that is not below zero", async () => {
    for (const line of (await made).lines) {
      for (const name of ["ID", "LineExtensionAmount", "Name", "PriceAmount"]) expect(one(line, name)).not.toBe("");
      expect(line).toContain('unitCode="C62"');
      expect(new Exact(one(line, "PriceAmount")).isNegative()).toBe(false);
    }
  });

  test("BR-CO-10, 13 to 16: the sums", async () => {
    const { xml, lines } = await made;
    const totals = one(xml, "LegalMonetaryTotal");
    same(one(totals, "LineExtensionAmount"), sum(lines.map((line) => one(line, "LineExtensionAmount"))));
    same(one(totals, "TaxExclusiveAmount"), one(totals, "LineExtensionAmount"));
    same(one(totals, "TaxInclusiveAmount"), sum([one(totals, "TaxExclusiveAmount"), one(xml, "TaxAmount")]));
    same(
      one(totals, "PayableAmount"),
      sum([one(totals, "TaxInclusiveAmount"), `-${one(totals, "PrepaidAmount") || 0}`]),
    );
    const subtotals = all(xml, "TaxSubtotal");
    same(one(xml, "TaxAmount"), sum(subtotals.map((row) => one(row, "TaxAmount"))));
  });

  test("BR-CO-17, 18: each row's tax is its taxable amount by its rate, rounded once", async () => {
    const { xml, lines } = await made;
    const places = of.currency === "JPY" ? 0 : 2;
    for (const row of all(xml, "TaxSubtotal")) {
      const [category, rate] = [one(one(row, "TaxCategory"), "ID"), one(row, "Percent") || "0"];
      const exact = new Exact(one(row, "TaxableAmount")).times(rate).times("0.01");
      same(one(row, "TaxAmount"), exact.toDecimalPlaces(places, Exact.ROUND_HALF_UP).toFixed());
      const its = lines.filter((line) => {
        const tax = one(line, "ClassifiedTaxCategory");
        return one(tax, "ID") === category && (one(tax, "Percent") || "0") === rate;
      });
      same(one(row, "TaxableAmount"), sum(its.map((line) => one(line, "LineExtensionAmount"))));
    }
  });

  test("BR-CO-25, 26; BR-DEC: due or terms, who the seller is, at most two decimals", async () => {
    const { xml } = await made;
    expect(one(xml, "DueDate") + one(xml, "PaymentTerms")).not.toBe("");
    expect(one(xml, "AccountingSupplierParty")).toMatch(/CompanyID/);
    for (const [, decimals = ""] of xml.matchAll(/<cbc:(?!Price)\w*Amount[^>]*>-?\d+(?:\.(\d+))?</g))
      expect(decimals.length).toBeLessThanOrEqual(2);
  });

  test("BR-S, Z, E, AE, O: VAT numbers, rates and reasons of each category", async () => {
    const { xml } = await made;
    const [seller, buyer] = [one(xml, "AccountingSupplierParty"), one(xml, "AccountingCustomerParty")];
    expect([seller, buyer].map((party) => party.includes("PartyTaxScheme"))).toEqual([!outside, !outside]);
    for (const row of all(xml, "TaxCategory")) {
      const category = one(row, "ID");
      expect(row.includes("Percent")).toBe(category !== "O");
      if (category === "S") expect(Number(one(row, "Percent"))).toBeGreaterThan(0);
      else if (category !== "O") expect(one(row, "Percent")).toBe("0");
      expect(one(row, "TaxExemptionReason") !== "").toBe(["E", "AE", "O"].includes(category));
    }
  });

  test("the CII states the same amounts", async () => {
    const { xml } = await made;
    const cii = await eInvoiceXml(of, "CII");
    same(one(cii, "GrandTotalAmount"), one(xml, "TaxInclusiveAmount"));
    same(one(cii, "DuePayableAmount"), one(xml, "PayableAmount"));
    expect(all(cii, "LineTotalAmount").slice(0, of.parts.length)).toEqual(
      (await made).lines.map((line) => one(line, "LineExtensionAmount")),
    );
  });
});

test("a Factur-X is the PDF/A-3 with the CII as its alternative, named in its metadata", async () => {
  const raw = (await facturX(sampleStatement({ parts, percent: "19" }), process.cwd())).toString("latin1");
  for (const part of [
    "/AFRelationship /Alternative",
    "(factur-x.xml)",
    "<fx:ConformanceLevel>EN 16931<",
    "<pdfaid:part>3<",
  ])
    expect(raw).toContain(part);
  expect(raw).toMatch(/\/AF \[/);
});

describe("what is missing is refused with a sentence that says where to set it", () => {
  test.each<[string, StatementDocument, string]>([
    ["a draft", sampleStatement({ parts, number: null }), "A draft is no invoice"],
    ["no line", sampleStatement({ parts: [], percent: "19" }), "has no line"],
    ["three decimals", sampleStatement({ parts, percent: "5", currency: "KWD" }), "at most two decimals"],
    ["provider's country", sampleStatement({ parts, header: { providerCountry: "" } }), "set --country"],
    ["provider's VAT number", sampleStatement({ parts, percent: "19", header: { providerVatId: "" } }), "set --vat-id"],
    ["register number", sampleStatement({ parts, header: { providerRegistration: "" } }), "set --registration"],
    [
      "customer's country",
      sampleStatement({ parts, header: { customerCountry: "" } }),
      "enter the billing information",
    ],
    [
      "customer's VAT number",
      sampleStatement({ parts, treatment: "reverse_charge", header: { customerVatNumber: "" } }),
      "under Tax on the customer's page",
    ],
  ])("%s", async (_, of, sentence) => {
    await expect(eInvoiceXml(of, "UBL")).rejects.toThrow(sentence);
  });
});
