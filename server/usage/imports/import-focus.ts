import { cloudByName } from "../../clouds/queries";
import { inProvider, type Request } from "../../context";
import { newId } from "../../ids";
import { tried } from "../../tried";
import type { UsageInput } from "../input";
import { loadMapping, type RowMapping } from "../mappings/row-mapping";
import type { RecordOutcome } from "../record/outcome";
import { recordBatch } from "../record/record-batch";
import { identityDigest, uuidOf } from "../record/record-identity";
import { recordUsage } from "../record/record-usage";
import { retryDeadlock } from "../record/retry-deadlock";
import { countedFates, type Fate } from "../states";
import { usageStore } from "../store/usage-store";
import { isElsewhere, type ListedReason } from "./focus-mapping";
import type { ReadRow } from "./focus-row";
import {
  beginImport,
  continueImport,
  type Export,
  emptyAnswer,
  finishImport,
  type ImportAnswer,
  keepReceipt,
  type ListedRow,
  sha256Of,
  storeListed,
  tallyListed,
} from "./import-receipt";
import { ImportTotals } from "./import-totals";
import { holdTurn, inTurn, newClaim, type Turn, takeTurn } from "./import-turn";
import { Occurrences } from "./occurrences";
import { contentOf, type ExportRow, readAhead, readExport, type Watch } from "./read-export";
import {
  mayHaveFormerRows,
  noteRecords,
  noteUses,
  type RecordedRow,
  recordedElsewhere,
  standingRecords,
} from "./recorded-uses";

/** How an import is made. */
type Way = {
  /** Only says what the import would count and list: each part is recorded and undone, and nothing is stored. */
  preview?: boolean;
  /** The import's id. One that was cut off goes on after the rows that its receipt states. */
  importId?: string;
  /** Of the cloud's mapping rules; else the present one. An import that goes on has that of its receipt. */
  mappingVersion?: number | undefined;
  watch?: Watch | undefined;
};

/**
 * Imports a FOCUS cost-and-usage export of one host cloud for one customer, in one file or in parts: every row ends
 * counted or listed with its reason, and the totals reconcile. The order of rows and files changes nothing. Importing
 * it again counts nothing twice: rows of the same use and quantity are duplicates, whatever their names and tags are by
 * now; rows of a use that another import recorded with another quantity are conflicts.
 * @param given.cloudId id or slug
 * @throws ImportBusy; DomainError when a file is no cost-and-usage file, and where another import took over: it then
 * stands as failed, with what it counted
 */
export async function importFocus(request: Request, given: Export, way: Way = {}): Promise<ImportAnswer> {
  const { preview = false, importId = newId("usageImport", request.now), watch } = way;
  const { customerId, files } = given;
  const hash = await sha256Of(files);
  const cloud = await inProvider(request, (ctx) => cloudByName(ctx, given.cloudId));
  const input = { ...given, cloudId: cloud.id };
  const claimed = newClaim();
  const { begun, mapping, hasFormer } = await inProvider(request, async (ctx) => {
    if (!preview) await takeTurn(ctx, { customerId, cloudId: cloud.id, importId });
    const before = preview ? null : await continueImport(ctx, importId, input, { fileSha256: hash, ...claimed });
    const version = before?.answer.mappingVersion ?? way.mappingVersion;
    const mapping = await loadMapping(ctx, { customerId, cloud }, version);
    const stated = { fileSha256: hash, mappingVersion: mapping.version, ...claimed };
    if (!before && !preview) await beginImport(ctx, importId, input, stated);
    return { begun: before, mapping, hasFormer: await mayHaveFormerRows(ctx, { ...input, importId }) };
  });
  if (begun?.finished) return begun.answer;
  const answer = begun?.answer ?? emptyAnswer(importId, mapping.version);
  const importing = { ...input, source: `file:${cloud.slug}`, watch, mapping, hasFormer };
  if (preview) {
    await importFiles(request, { ...importing, turn: null }, answer);
    return answer;
  }
  const turn = { customerId, importId, claim: claimed.claim };
  try {
    await inTurn(turn, () => importFiles(request, { ...importing, turn }, answer));
    await whileHeld(request, turn, (ctx) => finishImport(ctx, input, answer));
    return answer;
  } catch (error) {
    await whileHeld(request, turn, (ctx) => keepReceipt(ctx, customerId, "failed", answer));
    throw error;
  }
}

const whileHeld = <T>(request: Request, turn: Turn, work: Work<T>): Promise<T> =>
  inProvider(request, async (ctx) => {
    await holdTurn(ctx, turn);
    return work(ctx);
  });

type Importing = Export & {
  source: string;
  /** null: a dry run, which stores nothing. */
  turn: Turn | null;
  watch: Watch | undefined;
  mapping: RowMapping;
  /** Rows may stand under identities of versions up to 0.2. */
  hasFormer: boolean;
};
type Work<T> = Parameters<typeof inProvider<T>>[1];
/** `answer` states what is stored, at every moment. */
type Progress = {
  columns: readonly string[];
  numbered: (rows: readonly ExportRow[]) => NumberedRow[];
  totals: ImportTotals;
  answer: ImportAnswer;
  /** The first part after one was cut off: its records may be stored without the receipt's knowing. */
  resumed: boolean;
};

async function importFiles(request: Request, input: Importing, answer: ImportAnswer): Promise<void> {
  const totals = new ImportTotals();
  totals.restore(answer.totals);
  const progress: Progress = { columns: [], numbered: numbering(input), totals, answer, resumed: answer.rows > 0 };
  const read = { rows: 0, expected: 0 };
  // Rows that were dealt with before the import was cut off.
  let known = answer.rows;
  const fresh = <T>(part: readonly T[]): T[] => {
    const rest = part.slice(known);
    known -= part.length - rest.length;
    return rest;
  };
  const { cloudId, mapping } = input;
  const reader = { cloudId, mapping, inTransaction: <T>(work: Work<T>) => inProvider(request, work) };
  for await (const part of readAhead(readExport(input.files, reader))) {
    if ("expected" in part) read.expected = part.expected;
    else if ("sums" in part) {
      totals.addSecond(part.sums);
      if (known === 0) totals.reconcile();
    } else if ("rejects" in part) {
      const listed = fresh(part.rejects);
      await commit(request, input, progress, { counted: 0, listed }, async () => undefined);
    } else {
      // As they are dealt with, not as they are read: a receipt states no row that is still to come.
      totals.addRows(part.rows.map(({ read }) => read));
      const rows = fresh(part.rows);
      const skipped = part.rows.slice(0, part.rows.length - rows.length);
      progress.numbered(skipped);
      if (rows.length > 0) {
        await recordRows(request, input, rows, { ...progress, columns: part.columns });
        progress.resumed = false;
      }
      read.rows += part.rows.length;
    }
    await input.watch?.(read);
  }
  answer.totals = totals.report();
}

/** Writes what became of a part, and into the receipt how far the import is, in one transaction. */
async function commit(
  request: Request,
  { customerId, turn }: Importing,
  { totals, answer }: Progress,
  { counted, listed }: { counted: number; listed: readonly ListedRow[] },
  note: (ctx: Parameters<typeof keepReceipt>[0]) => Promise<void>,
): Promise<void> {
  const next = { ...answer, reasons: { ...answer.reasons }, totals: totals.report() };
  next.counted += counted;
  next.rows += counted;
  tallyListed(listed, next);
  if (turn)
    await whileHeld(request, turn, async (ctx) => {
      await storeListed(ctx, { customerId, importId: answer.importId }, listed);
      await note(ctx);
      await keepReceipt(ctx, customerId, "running", next);
    });
  Object.assign(answer, next);
}

/** Records what can be counted of up to 1,000 rows, lists the others, and writes into the receipt how far it is. */
async function recordRows(request: Request, input: Importing, rows: ExportRow[], progress: Progress) {
  const { columns, numbered, totals, answer } = progress;
  const { customerId } = input;
  const read = rows.flatMap((row) => ("meter" in row.read ? [{ row, read: row.read }] : []));
  const of = { customerId, importId: answer.importId, source: input.source };
  const ids = await rowIds(request, of, numbered(rows));
  const reasons = new Map<ExportRow, ListedReason>();
  for (const row of rows) if ("reason" in row.read) reasons.set(row, row.read.reason);
  const usable = read.flatMap(({ row, read }, n) => {
    const id = ids[n];
    if (!id) reasons.set(row, "conflict");
    return id ? [{ row, read, record: recordOf(read, id, input) }] : [];
  });
  const records = usable.map(({ record }) => record);
  const write = recordPart(request, input.turn);
  const { outcomes } = await recordUsage(request, { sourceKind: "file", customerId, records, write });
  const noted = usable.map(
    ({ read, record }): RecordedRow => ({
      ...{ digest: identityDigest(customerId, input.source, record.id), endedAt: read.end, quantity: read.quantity },
      ...{ use: uuidOf(input.source, read.identity.use), ...read.billed, meter: read.meter, subject: read.subject },
    }),
  );
  const repeated = noted.filter((_, n) => outcomes[n]?.kind === "duplicate");
  const standing = (ctx: Parameters<typeof keepReceipt>[0]) => standingRecords(ctx, { customerId, records: repeated });
  // Stored before it was cut off, and in no receipt yet: then this import has counted them.
  const own = progress.resumed ? (await inProvider(request, standing)).unnoted : new Map<string, Fate>();
  for (const [n, { row, read }] of usable.entries()) {
    const outcome = outcomes[n];
    const fate = own.get(noted[n]?.digest ?? "") ?? (outcome?.kind === "accepted" ? outcome.fate : "unassigned");
    if (fate === "unassigned") reasons.set(row, refusedAs(outcome));
    else if (!countedFates.includes(fate)) reasons.set(row, fate as ListedReason);
    else totals.addMeter(read.meter, read.quantity);
  }
  for (const row of rows) {
    const reason = reasons.get(row);
    if (!reason || !isElsewhere(reason)) totals.add(reason ? "listed" : "counted", row.read.figures);
  }
  const listed = [...reasons].map(([row, reason]) => ({
    ...{ number: row.number, reason, content: contentOf(columns, row.cells) },
  }));
  await commit(request, input, progress, { counted: rows.length - reasons.size, listed }, async (ctx) => {
    const noting = { customerId, importId: answer.importId };
    // A record that was taken out does not stand for its row again: another one does, or none.
    const stands = await standing(ctx);
    const standsFor = (row: RecordedRow, n: number) =>
      outcomes[n]?.kind === "accepted" || stands.noted.has(row.digest) || stands.unnoted.has(row.digest);
    const standingRows = noted.filter(standsFor);
    await noteUses(ctx, { ...noting, uses: standingRows.map(({ use }) => use) });
    await noteRecords(ctx, { ...noting, cloudId: input.cloudId, rows: standingRows });
  });
}

const refusedAs = (outcome: RecordOutcome | undefined): ListedReason =>
  outcome?.kind === "duplicate" || outcome?.kind === "conflict" ? outcome.kind : "rejected";

/** Records a part while it is the import's turn; of a dry run in a transaction that is undone. */
const recordPart =
  (request: Request, turn: Turn | null): NonNullable<Parameters<typeof recordUsage>[1]["write"]> =>
  (customerId, part) => {
    const record: Work<RecordOutcome[]> = (ctx) => recordBatch(ctx, { customerId, ...part });
    return retryDeadlock(() =>
      turn ? whileHeld(request, turn, record) : inProvider(request, (ctx) => tried(ctx, record)),
    );
  };

type UsableRow = Extract<ReadRow, { meter: string }>;

const recordOf = (
  { meter, quantity, start, end, subject }: UsableRow,
  id: string,
  { source, cloudId }: { source: string; cloudId: string },
): UsageInput => ({
  ...{ id, source, meter, quantity, start, at: end, subject, subjectOptional: true, cloud: cloudId, customer: null },
});

/** A row's use, and its identities with its occurrence among rows alike; `former` null: none has such. */
type NumberedRow = { use: string; row: string; former: string | null };

/** Numbers the rows of an export that report use, part by part. */
function numbering({ source, hasFormer }: Pick<Importing, "source" | "hasFormer">): Progress["numbered"] {
  const [own, before] = [new Occurrences(), new Occurrences()];
  const numbered = (hash: string, among: Occurrences) => `${hash}-${among.next(hash)}`;
  return (rows) =>
    rows.flatMap(({ read }) => {
      if (!("meter" in read)) return [];
      const { use, row, former } = read.identity;
      return {
        use: uuidOf(source, use),
        row: numbered(row, own),
        former: hasFormer ? numbered(former(), before) : null,
      };
    });
}

/**
 * The ids of rows as records: what identifies them, with the occurrence among rows alike. A row that a version up to
 * 0.2 imported has the id of then. null: the use was recorded by another import, with another quantity.
 */
async function rowIds(
  request: Request,
  of: { customerId: string; importId: string; source: string },
  rows: readonly NumberedRow[],
): Promise<(string | null)[]> {
  const digestOf = (id: string) => identityDigest(of.customerId, of.source, id);
  return inProvider(request, async (ctx) => {
    const elsewhere = await recordedElsewhere(ctx, { ...of, uses: rows.map(({ use }) => use) });
    const asked = rows.flatMap(({ use, row, former }) => [
      ...(former === null ? [] : [digestOf(former)]),
      ...(elsewhere.has(use) ? [digestOf(row)] : []),
    ]);
    const known = await usageStore.contents(ctx, { customerId: of.customerId, digests: asked });
    return rows.map(({ use, row, former }) => {
      if (former !== null && known.has(digestOf(former))) return former;
      return elsewhere.has(use) && !known.has(digestOf(row)) ? null : row;
    });
  });
}
