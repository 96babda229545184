import { cloudByName } from "../../clouds/queries";
import { inProvider, type Request } from "../../context";
import { newId } from "../../ids";
import type { UsageInput } from "../input";
import { identityDigest, uuidOf } from "../record/record-identity";
import { recordUsage } from "../record/record-usage";
import { countedFates } from "../states";
import { usageStore } from "../store/usage-store";
import type { ListedReason } from "./focus-mapping";
import type { ReadRow, RowIdentity } from "./focus-row";
import {
  beginImport,
  type Export,
  finishImport,
  type ImportAnswer,
  keepReceipt,
  listRows,
  sha256Of,
} from "./import-receipt";
import { ImportTotals } from "./import-totals";
import { contentOf, type ExportRow, readExport } from "./read-export";
import { noteRecords, noteUses, type RecordedRow, recordedElsewhere, standingRecords } from "./recorded-uses";

/**
 * Imports a FOCUS cost-and-usage export of one host cloud for one customer, in one file or in parts: every row ends
 * counted or listed with its reason, and the totals reconcile. The order of rows and files changes nothing. Importing
 * it again counts nothing twice: rows of the same use and quantity are duplicates, whatever their names and tags are by
 * now; rows of a use that another import recorded with another quantity are conflicts.
 * @param input.cloudId id or slug
 * @throws DomainError when a file is no cost-and-usage file; the import then stands as failed, with what it counted
 */
export async function importFocus(request: Request, given: Export): Promise<ImportAnswer> {
  const { customerId, files } = given;
  const hash = await sha256Of(files);
  const cloud = await inProvider(request, (ctx) => cloudByName(ctx, given.cloudId));
  const input = { ...given, cloudId: cloud.id };
  const importId = newId("usageImport", request.now);
  await inProvider(request, (ctx) => beginImport(ctx, importId, input, hash));
  const answer: ImportAnswer = { importId, rows: 0, counted: 0, listed: 0, duplicates: 0, reasons: {}, totals: {} };
  try {
    await importFiles(request, { ...input, source: `file:${cloud.slug}` }, answer);
    await inProvider(request, (ctx) => finishImport(ctx, input, answer));
    return answer;
  } catch (error) {
    await inProvider(request, (ctx) => keepReceipt(ctx, customerId, "failed", answer));
    throw error;
  }
}

async function importFiles(request: Request, input: Importing, answer: ImportAnswer): Promise<void> {
  const totals = new ImportTotals();
  const progress: Progress = { columns: [], occurrences: new Map(), totals, answer };
  try {
    for await (const part of readExport(input.files, totals)) {
      if ("sums" in part) totals.reconcile(part.sums);
      else if ("rejects" in part)
        await listRows((work) => inProvider(request, work), input.customerId, part.rejects, answer);
      else await recordRows(request, input, part.rows, { ...progress, columns: part.columns });
    }
  } finally {
    answer.totals = totals.report();
  }
}

type Importing = Export & { source: string };
type Progress = {
  columns: readonly string[];
  occurrences: Map<string, number>;
  totals: ImportTotals;
  answer: ImportAnswer;
};

/** Records what can be counted of up to 1,000 rows, lists the others, and writes into the receipt how far it is. */
async function recordRows(request: Request, input: Importing, rows: ExportRow[], progress: Progress) {
  const { columns, occurrences, totals, answer } = progress;
  const { customerId } = input;
  const read = rows.flatMap((row) => ("meter" in row.read ? [{ row, read: row.read }] : []));
  const of = { customerId, importId: answer.importId, source: input.source };
  const identities = read.map((one) => one.read.identity);
  const ids = await rowIds(request, of, occurrences, identities);
  const reasons = new Map<ExportRow, ListedReason>();
  for (const row of rows) if ("reason" in row.read) reasons.set(row, row.read.reason);
  const usable = read.flatMap(({ row, read }, n) => {
    const id = ids[n];
    if (!id) reasons.set(row, "conflict");
    return id ? [{ row, read, record: recordOf(read, id, input) }] : [];
  });
  const records = usable.map(({ record }) => record);
  const { outcomes } = await recordUsage(request, { sourceKind: "file", customerId, records });
  const recorded: RecordedRow[] = [];
  const repeated: RecordedRow[] = [];
  for (const [n, { row, read, record }] of usable.entries()) {
    const outcome = outcomes[n];
    const noted = {
      ...{ digest: identityDigest(customerId, input.source, record.id), endedAt: read.end, quantity: read.quantity },
      ...{ use: uuidOf(input.source, read.identity.use), ...read.billed },
    };
    if (outcome?.kind === "accepted") recorded.push(noted);
    if (outcome?.kind === "duplicate") repeated.push(noted);
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
    content: contentOf(columns, row.cells),
  }));
  answer.rows += rows.length - reasons.size;
  await listRows((work) => inProvider(request, work), customerId, listed, answer);
  await inProvider(request, async (ctx) => {
    const noting = { customerId, importId: answer.importId };
    // A record that was taken out does not stand for its row again: another one does, or none.
    const standing = await standingRecords(ctx, { customerId, records: repeated });
    const notes = (row: RecordedRow) => standing.noted.has(row.digest) || standing.unnoted.has(row.digest);
    const rows = [...recorded, ...repeated.filter(notes)];
    await noteUses(ctx, { ...noting, uses: rows.map(({ use }) => use) });
    await noteRecords(ctx, { ...noting, cloudId: input.cloudId, rows });
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
