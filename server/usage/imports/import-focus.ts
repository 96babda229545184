import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { and, eq } from "drizzle-orm";
import { usageImportRows, usageImports } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { cloudByName } from "../../clouds/queries";
import { type Context, inProvider, type Request } from "../../context";
import { DomainError } from "../../errors";
import { newId } from "../../ids";
import type { UsageInput } from "../input";
import { identityDigest, uuidOf } from "../record/record-identity";
import { recordUsage } from "../record/record-usage";
import { countedFates, type ImportState } from "../states";
import { usageStore } from "../store/usage-store";
import type { ListedReason } from "./focus-mapping";
import { focusRow, type ReadRow, type RowIdentity, readFocusRow, requiredColumns } from "./focus-row";
import { ImportTotals } from "./import-totals";
import { readFocusFile } from "./read-focus-file";
import { noteRecords, noteUses, type RecordedRow, recordedElsewhere } from "./recorded-uses";

/** A file on this machine, and the name that people read. */
type File = { path: string; name: string };
type Input = { customerId: string; cloudId: string; files: readonly File[] };
export type ImportAnswer = {
  importId: string;
  /** counted + listed. */
  rows: number;
  counted: number;
  /** Every row that was not counted, duplicates among them; `reasons` has the number for each reason. */
  listed: number;
  duplicates: number;
  reasons: Record<string, number>;
  totals: Record<string, string>;
};

type Cells = (string | null)[];
type Numbered = { number: number; cells: Cells; read: ReadRow };

/** The most files of one import. */
const filesPerImport = 100;

/**
 * Imports a FOCUS cost-and-usage export of one host cloud for one customer, in one file or in parts: every row ends
 * counted or listed with its reason, and the totals reconcile. The order of rows and files changes nothing. Importing
 * it again counts nothing twice: rows of the same use and quantity are duplicates, whatever their names and tags are by
 * now; rows of a use that another import recorded with another quantity are conflicts.
 * @param input.cloudId id or slug
 * @throws DomainError when a file is no cost-and-usage file; the import then stands as failed, with what it counted
 */
export async function importFocus(request: Request, input: Input): Promise<ImportAnswer> {
  const { customerId, files } = input;
  if (files.length === 0 || files.length > filesPerImport)
    throw new DomainError("invalid_input", `Give between 1 and ${filesPerImport} files.`);
  const cloud = await inProvider(request, (ctx) => cloudByName(ctx, input.cloudId));
  const importId = newId("usageImport", request.now);
  await begin(request, importId, { ...input, cloudId: cloud.id }, await sha256Of(files));
  const answer: ImportAnswer = { importId, rows: 0, counted: 0, listed: 0, duplicates: 0, reasons: {}, totals: {} };
  try {
    await importFiles(request, { ...input, cloudId: cloud.id, source: `file:${cloud.slug}` }, answer);
    await finish(request, customerId, cloud.id, fileNamesOf(files), answer);
    return answer;
  } catch (error) {
    await inProvider(request, (ctx) => keepReceipt(ctx, customerId, "failed", answer));
    throw error;
  }
}

const fileNamesOf = (files: readonly File[]) => files.map(({ name }) => name).join(", ");

async function importFiles(request: Request, input: Input & { source: string }, answer: ImportAnswer): Promise<void> {
  const totals = new ImportTotals();
  const occurrences = new Map<string, number>();
  try {
    for (const { path } of input.files)
      await importFile(request, input, path, { columns: [], occurrences, totals, answer });
  } finally {
    answer.totals = totals.report();
  }
}

type Progress = { columns: string[]; occurrences: Map<string, number>; totals: ImportTotals; answer: ImportAnswer };

async function importFile(request: Request, input: Input & { source: string }, path: string, progress: Progress) {
  const { totals, answer } = progress;
  // Rows are numbered through all files.
  const before = answer.rows;
  for await (const part of readFocusFile(path)) {
    if ("columns" in part) progress.columns = checkedColumns(part.columns);
    else if ("rows" in part) {
      for (let from = 0; from < part.rows.length; from += 1000) {
        const rows = part.rows.slice(from, from + 1000).map((cells, n) => {
          const read = readFocusRow(focusRow(progress.columns, cells));
          totals.add("file", read.figures);
          return { number: answer.rows + n + 1, cells, read };
        });
        await recordRows(request, input, rows, progress);
      }
    } else if ("rejects" in part) {
      const rejects = part.rejects.map(({ line, text }) => ({
        number: before + line,
        reason: "malformed_row" as const,
        content: { line: text },
      }));
      await listRows(request, input, answer.importId, rejects, answer);
    } else totals.reconcile(part.totals);
  }
}

/** Records what can be counted of up to 1,000 rows, lists the others, and writes into the receipt how far it is. */
async function recordRows(request: Request, input: Input & { source: string }, rows: Numbered[], progress: Progress) {
  const { columns, occurrences, totals, answer } = progress;
  const { customerId } = input;
  const read = rows.flatMap((row) => ("meter" in row.read ? [{ row, read: row.read }] : []));
  const of = { customerId, importId: answer.importId, source: input.source };
  const identities = read.map((one) => one.read.identity);
  const ids = await rowIds(request, of, occurrences, identities);
  const reasons = new Map<Numbered, ListedReason>();
  for (const row of rows) if ("reason" in row.read) reasons.set(row, row.read.reason);
  const usable = read.flatMap(({ row, read }, n) => {
    const id = ids[n];
    if (!id) reasons.set(row, "conflict");
    return id ? [{ row, read, record: recordOf(read, id, input) }] : [];
  });
  const records = usable.map(({ record }) => record);
  const { outcomes } = await recordUsage(request, {
    ...{ sourceKind: "file", customerId, records },
    importId: answer.importId,
  });
  const uses: string[] = [];
  const recorded: RecordedRow[] = [];
  for (const [n, { row, read, record }] of usable.entries()) {
    const outcome = outcomes[n];
    if (outcome?.kind === "accepted" || outcome?.kind === "duplicate") {
      const use = uuidOf(input.source, read.identity.use);
      uses.push(use);
      recorded.push({
        digest: identityDigest(customerId, input.source, record.id),
        endedAt: read.end,
        use,
        ...read.billed,
      });
    }
    if (outcome?.kind === "accepted" && outcome.fate !== "unassigned") {
      if (!countedFates.includes(outcome.fate)) reasons.set(row, outcome.fate as ListedReason);
      else totals.addMeter(read.meter, read.quantity);
    } else reasons.set(row, outcome?.kind === "duplicate" || outcome?.kind === "conflict" ? outcome.kind : "rejected");
  }
  for (const row of rows) totals.add(reasons.has(row) ? "listed" : "counted", row.read.figures);
  answer.counted += rows.length - reasons.size;
  const listed = [...reasons].map(([row, reason]) => ({
    number: row.number,
    reason,
    content: Object.fromEntries(columns.flatMap((name, n) => (row.cells[n] == null ? [] : [[name, row.cells[n]]]))),
  }));
  answer.rows += rows.length - reasons.size;
  await listRows(request, input, answer.importId, listed, answer);
  await inProvider(request, async (ctx) => {
    await noteUses(ctx, { customerId, importId: answer.importId, uses });
    await noteRecords(ctx, { customerId, importId: answer.importId, cloudId: input.cloudId, rows: recorded });
    await keepReceipt(ctx, customerId, "running", answer);
  });
}

type UsableRow = Extract<ReadRow, { meter: string }>;

const recordOf = (
  { meter, quantity, start, end, subject }: UsableRow,
  id: string,
  { source, cloudId }: { source: string; cloudId: string },
): UsageInput => ({
  ...{ id, source, meter, quantity, start, at: end, subject, subjectOptional: true, cloud: cloudId, customer: null },
});

/**
 * The ids of rows as records: what identifies them, with the occurrence among rows alike. A row that a version up to
 * 0.2 imported has the id of then. null: the use was recorded by another import, with another quantity.
 */
async function rowIds(
  request: Request,
  of: { customerId: string; importId: string; source: string },
  occurrences: Map<string, number>,
  identities: readonly RowIdentity[],
): Promise<(string | null)[]> {
  const occurred = (hash: string) => {
    const occurrence = (occurrences.get(hash) ?? 0) + 1;
    occurrences.set(hash, occurrence);
    return `${hash}-${occurrence}`;
  };
  const rows = identities.map(({ use, row, former }) => ({
    use: uuidOf(of.source, use),
    id: occurred(row),
    former: occurred(former),
  }));
  const digestOf = (id: string) => identityDigest(of.customerId, of.source, id);
  return inProvider(request, async (ctx) => {
    const digests = rows.flatMap(({ id, former }) => [digestOf(id), digestOf(former)]);
    const known = await usageStore.contents(ctx, { customerId: of.customerId, digests });
    const elsewhere = await recordedElsewhere(ctx, { ...of, uses: rows.map(({ use }) => use) });
    return rows.map(({ use, id, former }) => {
      if (known.has(digestOf(former))) return former;
      return elsewhere.has(use) && !known.has(digestOf(id)) ? null : id;
    });
  });
}

type Listed = { number: number; reason: ListedReason; content: Record<string, string | null | undefined> };

/** Lists rows with their reasons. Duplicates are counted, not stored. */
async function listRows(
  request: Request,
  { customerId }: Input,
  importId: string,
  rows: Listed[],
  answer: ImportAnswer,
) {
  answer.rows += rows.length;
  answer.listed += rows.length;
  for (const { reason } of rows) answer.reasons[reason] = (answer.reasons[reason] ?? 0) + 1;
  answer.duplicates = answer.reasons.duplicate ?? 0;
  const stored = rows.filter(({ reason }) => reason !== "duplicate");
  for (let from = 0; from < stored.length; from += 1000) {
    const values = stored.slice(from, from + 1000).map(({ number, reason, content }) => ({
      customerId,
      id: newId("usageImportRow", request.now),
      importId,
      rowNumber: number,
      reason,
      content: storable(content),
    }));
    await inProvider(request, ({ tx }) => tx.insert(usageImportRows).values(values));
  }
}

/** What a listed row holds, with the sign for an unreadable character where the database takes none. */
function storable(content: Listed["content"]): Record<string, string | null> {
  const clean = (text: string) => text.replaceAll("\0", "\ufffd");
  return Object.fromEntries(
    Object.entries(content).map(([name, text]) => [clean(name), text == null ? null : clean(text)]),
  );
}

function checkedColumns(columns: string[]): string[] {
  const known = new Set(columns.map((name) => name.trim().toLowerCase()));
  const missing = requiredColumns.filter((name) => !known.has(name.toLowerCase()));
  if (missing.length === 0) return columns;
  throw new DomainError(
    "invalid_input",
    `This is no FOCUS file: the column${missing.length > 1 ? "s" : ""} ${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} missing. Export it as FOCUS 1.0 or newer.`,
  );
}

async function sha256Of(files: readonly File[]): Promise<string> {
  const hash = createHash("sha256");
  try {
    for (const { path } of files) for await (const chunk of createReadStream(path)) hash.update(chunk);
  } catch {
    throw new DomainError("not_found", "The file cannot be opened. Check its path, and that it may be read.");
  }
  return hash.digest("hex");
}

function begin(request: Request, id: string, input: Input, fileSha256: string): Promise<void> {
  return inProvider(request, async ({ tx, actor, now }) => {
    await tx.insert(usageImports).values({
      customerId: input.customerId,
      id,
      cloudId: input.cloudId,
      fileName: fileNamesOf(input.files),
      fileSha256,
      state: "running",
      rows: 0,
      counted: 0,
      listed: 0,
      duplicates: 0,
      reasons: {},
      totals: {},
      importedBy: actor.label,
      importedAt: now,
    });
  });
}

/** Writes how far an import is, and what became of it. */
async function keepReceipt(ctx: Context, customerId: string, state: ImportState, answer: ImportAnswer): Promise<void> {
  const { importId, rows, counted, listed, duplicates, reasons, totals } = answer;
  await ctx.tx
    .update(usageImports)
    .set({ state, rows, counted, listed, duplicates, reasons, totals })
    .where(and(eq(usageImports.customerId, customerId), eq(usageImports.id, importId)));
}

function finish(
  request: Request,
  customerId: string,
  cloudId: string,
  file: string,
  answer: ImportAnswer,
): Promise<void> {
  const { importId, rows, counted, listed } = answer;
  return inProvider(request, async (ctx) => {
    await keepReceipt(ctx, customerId, "finished", answer);
    await recordAudit(ctx, {
      customerId,
      action: "usage.imported",
      subjectKind: "usage_import",
      subjectId: importId,
      detail: { file, cloud: cloudId, rows: `${rows}`, counted: `${counted}`, listed: `${listed}` },
      topic: "usage",
    });
  });
}
