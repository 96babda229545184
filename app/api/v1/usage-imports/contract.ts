import { z } from "zod";
import type { ImportRow } from "@/server/usage/imports/usage-imports";
import { wholeNumber } from "@/server/whole-number";
import type { Slugs } from "../names";
import { operation } from "../operation";
import { after, customerName, limit, named, onePage, pageAnswer, time } from "../parts";

const usageImport = named(
  "UsageImport",
  z.object({
    id: z.string(),
    customerId: z.string(),
    cloud: z.string(),
    fileName: z.string(),
    fileSha256: z.string(),
    state: z.string(),
    rows: z.int(),
    counted: z.int(),
    listed: z.int(),
    duplicates: z.int(),
    reasons: z.record(z.string(), z.int()),
    totals: z.record(z.string(), z.string()),
    importedBy: z.string(),
    importedAt: time,
    mappingVersion: z.int().describe("Of the cloud's mapping rules by which its rows were read; 0: the defaults"),
  }),
);
/** An imported file as programs see it. */
export const shownImport = (row: ImportRow, slugs: Slugs): z.infer<typeof usageImport> => ({
  id: row.id,
  customerId: row.customerId,
  cloud: slugs.cloud(row.cloudId) ?? row.cloudId,
  fileName: row.fileName,
  fileSha256: row.fileSha256,
  state: row.state,
  rows: row.rows,
  counted: row.counted,
  listed: row.listed,
  duplicates: row.duplicates,
  reasons: row.reasons,
  totals: row.totals,
  importedBy: row.importedBy,
  importedAt: row.importedAt.toISOString(),
  mappingVersion: row.mappingVersion,
});

const importRow = named(
  "UsageImportRow",
  z.object({
    rowNumber: z.int().describe("Its place in the file, or in all parts of an export"),
    reason: z.string(),
    content: z.record(z.string(), z.string().nullable()),
  }),
);
/** A row that was not counted as programs see it. */
export const shownImportRow = ({ rowNumber, reason, content }: z.infer<typeof importRow>) => ({
  rowNumber,
  reason,
  content,
});
export const importRowParams = z.object({
  row: wholeNumber({ min: 1, max: 2 ** 31 - 1 }, "It is no row's number."),
});

export const listImports = operation({
  method: "get",
  path: "/usage-imports",
  tag: "Usage",
  summary: "Imported files, newest first",
  action: "usage.read",
  like: ["usage.imports", "usage.providerImports"],
  query: z.strictObject({ customer: customerName, after, limit }),
  answer: named("UsageImportPage", pageAnswer("imports", usageImport)),
  says: onePage,
});
export const getImport = operation({
  method: "get",
  path: "/usage-imports/{id}",
  tag: "Usage",
  summary: "One imported file",
  action: "usage.read",
  like: ["usage.imports", "usage.providerImports"],
  answer: usageImport,
  says: "The file.",
});
export const listImportRows = operation({
  method: "get",
  path: "/usage-imports/{id}/rows",
  tag: "Usage",
  summary: "Rows of a file that were not counted, in its order, with their reasons",
  action: "usage.read",
  like: ["usage.importRows", "usage.providerImportRows"],
  query: z.strictObject({ reason: z.string().max(100).optional(), after, limit }),
  answer: named("UsageImportRowPage", pageAnswer("rows", importRow)),
  says: onePage,
});
export const getImportRow = operation({
  method: "get",
  path: "/usage-imports/{id}/rows/{row}",
  tag: "Usage",
  summary: "One row of a file that was not counted, by its number",
  action: "usage.read",
  like: ["usage.importRows", "usage.providerImportRows"],
  answer: importRow,
  says: "The row.",
});
