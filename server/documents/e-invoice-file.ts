import { InvoiceService } from "@e-invoice-eu/core";
import { DomainError } from "../errors";
import { log } from "../log";
import { eInvoice, missingOfEInvoice } from "./e-invoice";
import type { StatementDocument } from "./statement-document";
import { statementPdf } from "./statement-pdf";

const silent = {
  log: () => {},
  warn: () => {},
  error: (message: string) => log.warn({ message }, "an electronic invoice"),
};

/** An issued statement as XML of EN 16931. @throws conflict with a sentence for each part that is missing */
export async function eInvoiceXml(of: StatementDocument, syntax: "UBL" | "CII"): Promise<string> {
  const missing = missingOfEInvoice(of);
  if (missing.length > 0) throw new DomainError("conflict", missing.join(" "));
  const made = await new InvoiceService(silent).generate(eInvoice(of), {
    format: syntax,
    lang: "en",
    noWarnings: true,
  });
  return typeof made === "string" ? made : Buffer.from(made).toString("utf8");
}

/**
 * An issued statement as Factur-X (ZUGFeRD), profile EN 16931: its PDF/A-3 with the CII as an attached file.
 * @param home the product's folder @throws conflict with a sentence for each part that is missing
 */
export async function facturX(of: StatementDocument, home: string): Promise<Buffer> {
  const xml = await eInvoiceXml(of, "CII");
  return statementPdf(of, home, (pdf) => {
    const about = { name: "factur-x.xml", type: "text/xml", description: "Factur-X/ZUGFeRD invoice" };
    const times = { creationDate: of.issuedAt, modifiedDate: of.issuedAt };
    pdf.file(Buffer.from(xml), Object.assign(about, times, { relationship: "Alternative" }));
    pdf.appendXML(metadata);
  });
}

const namespace = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#";
const properties: [name: string, value: string, description: string][] = [
  ["DocumentFileName", "factur-x.xml", "name of the embedded XML invoice file"],
  ["DocumentType", "INVOICE", "INVOICE"],
  ["Version", "1.0", "The actual version of the Factur-X XML schema"],
  ["ConformanceLevel", "EN 16931", "The conformance level of the embedded Factur-X data"],
];

/** What a PDF states of its Factur-X, with the schema of these statements, as PDF/A asks for (Factur-X 1.0, 6.2). */
const metadata = `
<rdf:Description xmlns:fx="${namespace}" rdf:about="">
${properties.map(([name, value]) => `<fx:${name}>${value}</fx:${name}>`).join("\n")}
</rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>${namespace}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>fx</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>
${properties
  .map(
    ([name, , description]) =>
      `<rdf:li rdf:parseType="Resource"><pdfaProperty:name>${name}</pdfaProperty:name><pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category><pdfaProperty:description>${description}</pdfaProperty:description></rdf:li>`,
  )
  .join("\n")}
</rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
`;
