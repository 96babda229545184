import { env } from "../env";
import type { DocumentForm } from "./input";
import type { StatementDocument } from "./statement-document";

/** A file as it is handed out. */
export type MadeDocument = { name: string; type: string; body: Uint8Array<ArrayBuffer> };

/** A statement as a file in a form. What makes it is loaded when the first one is asked for. */
export async function makeDocument(form: DocumentForm, of: StatementDocument): Promise<MadeDocument> {
  const stem = `statement-${of.number ?? "draft"}`;
  const home = env().SPILLWAY_HOME;
  if (form === "ubl") {
    const { eInvoiceXml } = await import("./e-invoice-file");
    return {
      name: `${stem}.xml`,
      type: "application/xml",
      body: new TextEncoder().encode(await eInvoiceXml(of, "UBL")),
    };
  }
  const made =
    form === "pdf"
      ? await (await import("./statement-pdf")).statementPdf(of, home)
      : await (await import("./e-invoice-file")).facturX(of, home);
  return {
    name: `${stem}${form === "pdf" ? "" : "-factur-x"}.pdf`,
    type: "application/pdf",
    body: new Uint8Array(made),
  };
}

/** A file as an answer that browsers store. */
export const documentResponse = ({ name, type, body }: MadeDocument): Response =>
  new Response(body, {
    headers: {
      ...{ "content-type": type, "content-disposition": `attachment; filename="${name}"` },
      ...{ "cache-control": "no-store", "x-content-type-options": "nosniff" },
    },
  });
