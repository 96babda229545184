import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { and, eq } from "drizzle-orm";
import { usageImportRows, usageImports } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { cloudByName } from "../../clouds/queries";
import { inProvider, type Request } from "../../context";
import { DomainError } from "../../errors";
import { newId } from "../../ids";
import type { UsageInput } from "../input";
import { recordUsage } from "../record/record-usage";
import { countedFates } from "../states";
import type { ListedReason } from "./focus-mapping";
import { focusRow, type ReadRow, readFocusRow, requiredColumns } from "./focus-row";
import { ImportTotals } from "./import-totals";
import { readFocusFile } from "./read-focus-file";

type Input = { customerId: string; cloudId: string; path: string; fileName: string };
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

/**
 * Imports a FOCUS cost-and-usage file of one host cloud for one customer: every row ends counted or listed with its
 * reason, and the totals reconcile. Importing it again counts nothing twice: the same rows are duplicates, changed ones
 * conflicts.
 * @param input.cloudId id or slug; `path` is the file on this machine, `fileName` the name that people read
 * @throws DomainError when the file is no cost-and-usage file; the import then stands as failed
 */
export async function importFocus(request: Request, input: Input): Promise<ImportAnswer> {
  const cloud = await inProvider(request, (ctx) => cloudByName(ctx, input.cloudId));
  const importId = newId("usageImport", request.now);
  await begin(request, importId, { ...input, cloudId: cloud.id }, await sha256Of(input.path));
  try {
    const answer = await importRows(request, importId, { ...input, cloudId: cloud.id, source: `file:${cloud.slug}` });
    await finish(request, input.customerId, cloud.id, input.fileName, answer);
    return answer;
  } catch (error) {
    await setState(request, input.customerId, importId, "failed");
    throw error;
  }
}

async function importRows(
  request: Request,
  importId: string,
  input: Input & { source: string },
): Promise<ImportAnswer> {
  const totals = new ImportTotals();
  const answer: ImportAnswer = { importId, rows: 0, counted: 0, listed: 0, duplicates: 0, reasons: {}, totals: {} };
  const occurrences = new Map<string, number>();
  let columns: string[] = [];
  for await (const part of readFocusFile(input.path)) {
    if ("columns" in part) columns = checkedColumns(part.columns);
    else if ("rows" in part) {
      for (let from = 0; from < part.rows.length; from += 1000) {
        const rows = part.rows.slice(from, from + 1000).map((cells, n) => {
          const read = readFocusRow(focusRow(columns, cells));
          totals.add("file", read.figures);
          return { number: answer.rows + n + 1, cells, read };
        });
        await recordRows(request, input, rows, { columns, occurrences, totals, answer });
      }
    } else if ("rejects" in part) {
      const rejects = part.rejects.map(({ line, text }) => ({ number: line, content: { line: text } }));
      await listRows(
        request,
        input,
        importId,
        rejects.map((row) => ({ ...row, reason: "malformed_row" as const })),
        answer,
      );
    } else totals.reconcile(part.totals);
  }
  answer.totals = totals.report();
  return answer;
}

type Progress = { columns: string[]; occurrences: Map<string, number>; totals: ImportTotals; answer: ImportAnswer };

/** Records what can be counted of up to 1,000 rows, and lists the others. */
async function recordRows(request: Request, input: Input & { source: string }, rows: Numbered[], progress: Progress) {
  const { columns, occurrences, totals, answer } = progress;
  const usable = rows.flatMap((row) => ("meter" in row.read ? [{ row, read: row.read }] : []));
  const records = usable.map(({ read }): UsageInput => {
    const occurrence = (occurrences.get(read.identity) ?? 0) + 1;
    occurrences.set(read.identity, occurrence);
    const { meter, quantity, start, end, subject } = read;
    const identity = { id: `${read.identity}-${occurrence}`, source: input.source };
    return {
      ...identity,
      meter,
      quantity,
      start,
      at: end,
      subject,
      subjectOptional: true,
      cloud: input.cloudId,
      customer: null,
    };
  });
  const { outcomes } = await recordUsage(request, { sourceKind: "file", customerId: input.customerId, records });
  const reasons = new Map<Numbered, ListedReason>();
  for (const row of rows) if ("reason" in row.read) reasons.set(row, row.read.reason);
  for (const [n, { row, read }] of usable.entries()) {
    const outcome = outcomes[n];
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

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk);
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
      fileName: input.fileName,
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

function finish(
  request: Request,
  customerId: string,
  cloudId: string,
  fileName: string,
  answer: ImportAnswer,
): Promise<void> {
  const { importId, rows, counted, listed, duplicates, reasons, totals } = answer;
  return inProvider(request, async (ctx) => {
    await ctx.tx
      .update(usageImports)
      .set({ state: "finished", rows, counted, listed, duplicates, reasons, totals })
      .where(and(eq(usageImports.customerId, customerId), eq(usageImports.id, importId)));
    await recordAudit(ctx, {
      customerId,
      action: "usage.imported",
      subjectKind: "usage_import",
      subjectId: importId,
      detail: { file: fileName, cloud: cloudId, rows: `${rows}`, counted: `${counted}`, listed: `${listed}` },
      topic: "usage",
    });
  });
}

function setState(request: Request, customerId: string, id: string, state: "failed"): Promise<unknown> {
  return inProvider(request, ({ tx }) =>
    tx
      .update(usageImports)
      .set({ state })
      .where(and(eq(usageImports.customerId, customerId), eq(usageImports.id, id))),
  );
}
