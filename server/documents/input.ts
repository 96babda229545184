import { z } from "zod";

/** Forms in which a statement is taken as a file. */
const documentForms = ["pdf", "ubl", "factur-x"] as const;
export type DocumentForm = (typeof documentForms)[number];

export const documentQuery = z.strictObject({
  form: z.enum(documentForms, `It must be one of ${documentForms.join(", ")}.`).default("pdf"),
});
