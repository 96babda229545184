import { env } from "../env";
import type { DocumentForm } from "./input";
import type { StatementDocument } from "./statement-document";

/** A file as it is handed out. */
export type MadeDocument = { name: string; type: string; body: Uint8Array<ArrayBuffer> };

/** A statement as a file in a form. What makes it is loaded when the first one is asked for. */
export async function makeDocument(form: DocumentForm, of: StatementDocument): Promise<MadeDocument> {
  const stem = `statement-${of.number ?? "draft"}`;
  const { statementPdf } = await import("./statement-pdf");
  return {
    name: `${stem}.${form}`,
    type: "application/pdf",
    body: new Uint8Array(await statementPdf(of, env().SPILLWAY_HOME)),
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
