import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { and, eq } from "drizzle-orm";
import { usageImportRows, usageImports } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import type { Context } from "../../context";
import { DomainError } from "../../errors";
import { newId } from "../../ids";
import type { ImportFigures, ImportState } from "../states";
import type { ListedReason } from "./focus-mapping";
import { requiredColumns } from "./focus-row";

/** A file on this machine, and the name that people read. */
export type File = { path: string; name: string };
/** An export of one host cloud for one customer, in one file or in parts. */
export type Export = { customerId: string; cloudId: string; files: readonly File[] };

export type ImportAnswer = ImportFigures & { importId: string; mappingVersion: number };

/** The most files of one import. */
const filesPerImport = 100;

/** Writes the receipt of an import that begins. @throws invalid_input, not_found for files that cannot be read */
export async function beginImport(
  { tx, actor, now }: Context,
  id: string,
  { customerId, cloudId, files }: Export,
  stated: { fileSha256: string; mappingVersion: number; claim?: string; claimedUntil?: Date },
): Promise<void> {
  await tx.insert(usageImports).values({
    customerId,
    id,
    cloudId,
    fileName: namesOf(files),
    state: "running",
    rows: 0,
    counted: 0,
    listed: 0,
    duplicates: 0,
    reasons: {},
    totals: {},
    importedBy: actor.label,
    importedAt: now,
    ...stated,
  });
}

/**
 * What an import had come to that was cut off, and goes on now; null where none of this id has begun.
 * @throws conflict where it was of other files
 */
export async function continueImport(
  { tx }: Context,
  id: string,
  { customerId }: Export,
  { fileSha256, ...claimed }: { fileSha256: string; claim: string; claimedUntil: Date },
): Promise<{ finished: boolean; answer: ImportAnswer } | null> {
  const which = and(eq(usageImports.customerId, customerId), eq(usageImports.id, id));
  const [found] = await tx.select().from(usageImports).where(which);
  if (!found) return null;
  if (found.fileSha256 !== fileSha256)
    throw new DomainError("conflict", "The import had begun with other files. Begin a new one.");
  const finished = found.state === "finished";
  if (!finished)
    await tx
      .update(usageImports)
      .set({ state: "running", ...claimed })
      .where(which);
  const { rows, counted, listed, duplicates, reasons, totals, mappingVersion } = found;
  return { finished, answer: { importId: id, rows, counted, listed, duplicates, reasons, totals, mappingVersion } };
}

/** What an import has come to before its first row. */
export const emptyAnswer = (importId: string, mappingVersion: number): ImportAnswer => ({
  ...{ importId, mappingVersion, rows: 0, counted: 0, listed: 0, duplicates: 0, reasons: {}, totals: {} },
});

const namesOf = (files: readonly File[]) => files.map(({ name }) => name).join(", ");

/** The hash of all files, one after the other. @throws not_found, invalid_input for none or too many */
export async function sha256Of(files: readonly File[]): Promise<string> {
  if (files.length === 0 || files.length > filesPerImport)
    throw new DomainError("invalid_input", `Give between 1 and ${filesPerImport} files.`);
  const hash = createHash("sha256");
  try {
    for (const { path } of files) for await (const chunk of createReadStream(path)) hash.update(chunk);
  } catch {
    throw new DomainError("not_found", "The file cannot be opened. Check its path, and that it may be read.");
  }
  return hash.digest("hex");
}

/** Writes how far an import is, and what became of it. */
export async function keepReceipt(
  ctx: Context,
  customerId: string,
  state: ImportState,
  answer: ImportAnswer,
): Promise<void> {
  const { importId, rows, counted, listed, duplicates, reasons, totals } = answer;
  await ctx.tx
    .update(usageImports)
    .set({ state, rows, counted, listed, duplicates, reasons, totals })
    .where(and(eq(usageImports.customerId, customerId), eq(usageImports.id, importId)));
}

/** Writes the receipt of an import that is done, and its line in the audit log. */
export async function finishImport(
  ctx: Context,
  { customerId, cloudId, files }: Export,
  answer: ImportAnswer,
  more: Record<string, string> = {},
): Promise<void> {
  const { importId, rows, counted, listed, mappingVersion } = answer;
  await keepReceipt(ctx, customerId, "finished", answer);
  await recordAudit(ctx, {
    customerId,
    action: "usage.imported",
    subjectKind: "usage_import",
    subjectId: importId,
    detail: {
      file: namesOf(files),
      cloud: cloudId,
      rows: `${rows}`,
      counted: `${counted}`,
      listed: `${listed}`,
      rules: `${mappingVersion}`,
      ...more,
    },
    topic: "usage",
  });
}

/** A row that is not counted, as it is listed. */
export type ListedRow = { number: number; reason: ListedReason; content: Record<string, string | null | undefined> };

/** Counts rows that are not counted, by reason. */
export function tallyListed(rows: readonly Pick<ListedRow, "reason">[], answer: ImportAnswer): void {
  answer.rows += rows.length;
  answer.listed += rows.length;
  for (const { reason } of rows) answer.reasons[reason] = (answer.reasons[reason] ?? 0) + 1;
  answer.duplicates = answer.reasons.duplicate ?? 0;
}

/** Stores rows that are not counted with their reasons. Duplicates and other customers' are counted, not stored. */
export async function storeListed(
  ctx: Context,
  { customerId, importId }: { customerId: string; importId: string },
  rows: readonly ListedRow[],
): Promise<void> {
  const stored = rows.filter(({ reason }) => reason !== "duplicate" && reason !== "other_customer");
  for (let from = 0; from < stored.length; from += 1000)
    await ctx.tx.insert(usageImportRows).values(
      stored.slice(from, from + 1000).map(({ number, reason, content }) => ({
        ...{ customerId, id: newId("usageImportRow", ctx.now), importId },
        ...{ rowNumber: number, reason, content: storable(content) },
      })),
    );
}

/** What a listed row holds, with the sign for an unreadable character where the database takes none. */
function storable(content: ListedRow["content"]): Record<string, string | null> {
  const clean = (text: string) => text.replaceAll("\0", "\ufffd");
  return Object.fromEntries(
    Object.entries(content).map(([name, text]) => [clean(name), text == null ? null : clean(text)]),
  );
}

/** The columns of a file, if it is one of FOCUS. @throws invalid_input naming those that are missing */
export function checkedColumns(columns: string[]): string[] {
  const known = new Set(columns.map((name) => name.trim().toLowerCase()));
  const missing = requiredColumns.filter((name) => !known.has(name.toLowerCase()));
  if (missing.length === 0) return columns;
  throw new DomainError(
    "invalid_input",
    `This is no FOCUS file: the column${missing.length > 1 ? "s" : ""} ${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} missing. Export it as FOCUS 1.0 or newer.`,
  );
}
