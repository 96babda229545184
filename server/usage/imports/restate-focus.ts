import { sql } from "drizzle-orm";
import type { TouchedUse } from "../../billing/mark-standings-dirty";
import { cloudByName } from "../../clouds/queries";
import type { Context } from "../../context";
import { newId } from "../../ids";
import { type Corrected, storeCorrection, withdraw } from "../corrections/make-correction";
import type { UsageInput } from "../input";
import { recordBatch } from "../record/record-batch";
import { identityDigest, uuidOf } from "../record/record-identity";
import { type CorrectionKind, countedFates, type Fate, withdrawnFates } from "../states";
import { usageStore } from "../store/usage-store";
import { tickOf } from "../ticks";
import type { ListedReason } from "./focus-mapping";
import { focusRow, readFocusRow } from "./focus-row";
import {
  beginImport,
  checkedColumns,
  type Export,
  finishImport,
  type ImportAnswer,
  type ListedRow,
  listRows,
  sha256Of,
} from "./import-receipt";
import { ImportTotals } from "./import-totals";
import { readFocusFile } from "./read-focus-file";
import { forgetRecords, notedRecords, noteRecords, noteUses, recordedElsewhere } from "./recorded-uses";
import {
  compareStage,
  type GoneRow,
  makeStage,
  type NewRow,
  newRows,
  stageRows,
  unchangedFigures,
} from "./staged-rows";

type Restate = Export & { reason: string };
type Scope = Restate & { source: string; importId: string };

/** What a restatement did: `counted` rows are new or changed, `duplicates` are as they were. */
export type Restated = ImportAnswer & {
  /** Records that another quantity counts in the place of, and records that the export does not have any more. */
  amended: Corrected | null;
  voided: Corrected | null;
  touched: TouchedUse[];
};

/**
 * Restates what was imported of the billing accounts and periods that an export names: afterwards what counts of them
 * is what the export states (docs/rules.md 3.7). Rows of one use and quantity stay; changed ones are amended, missing
 * ones voided, new ones recorded. A row whose record staff voided or amended stays so, unless the export changed it.
 * All of it in the caller's transaction: senders of the customer wait while records change, not while files are read.
 * @param given.cloudId id or slug
 * @throws DomainError when a file is no cost-and-usage file; nothing is changed then
 */
export async function restateFocus(ctx: Context, given: Restate): Promise<Restated> {
  const hash = await sha256Of(given.files);
  const cloud = await cloudByName(ctx, given.cloudId);
  const importId = newId("usageImport", ctx.now);
  const scope: Scope = { ...given, cloudId: cloud.id, source: `file:${cloud.slug}`, importId };
  await beginImport(ctx, importId, scope, hash);
  // One restatement of a customer at a time: another one compares what this one leaves.
  await ctx.tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`restatement of ${given.customerId}`}::text, 0))`,
  );
  // As long as its files take.
  await ctx.tx.execute(sql`set local statement_timeout = 0`);
  await ctx.tx.execute(sql`set local idle_in_transaction_session_timeout = 0`);
  const answer: ImportAnswer = { importId, rows: 0, counted: 0, listed: 0, duplicates: 0, reasons: {}, totals: {} };
  const totals = new ImportTotals();
  await makeStage(ctx);
  const second = await stageFiles(ctx, scope, totals, answer);
  const gone = await compareStage(ctx, scope);
  const corrected = await takeOut(ctx, scope, gone);
  await recordNew(ctx, scope, totals, answer);
  for (const { rows, figures } of await unchangedFigures(ctx)) {
    totals.add("listed", figures, rows);
    answer.reasons.duplicate = (answer.reasons.duplicate ?? 0) + Number(rows);
    answer.rows += Number(rows);
    answer.listed += Number(rows);
  }
  answer.duplicates = answer.reasons.duplicate ?? 0;
  for (const one of second) totals.reconcile(one);
  answer.totals = totals.report();
  const { amended, voided } = corrected;
  await finishImport(ctx, scope, answer, {
    amended: String(amended?.records ?? 0),
    voided: String(voided?.records ?? 0),
    reason: given.reason,
  });
  return { ...answer, amended, voided, touched: corrected.touched };
}

const isWithdrawn = (fate: Fate) => withdrawnFates.some((one) => one === fate);

type Second = { rows: string; billedCost: string };

/** Reads the files into the stage; rows that report no use are listed at once. */
async function stageFiles(
  ctx: Context,
  { customerId, source, files }: Scope,
  totals: ImportTotals,
  answer: ImportAnswer,
): Promise<Second[]> {
  const list = (rows: ListedRow[]) => listRows((work) => work(ctx), customerId, rows, answer);
  const sums: Second[] = [];
  let [columns, number]: [string[], number] = [[], 0];
  for (const { path } of files) {
    const before = number;
    for await (const part of readFocusFile(path)) {
      if ("columns" in part) columns = checkedColumns(part.columns);
      else if ("totals" in part) sums.push(part.totals);
      else if ("rejects" in part)
        await list(
          part.rejects.map(({ line, text }) => ({
            ...{ number: before + line, reason: "malformed_row" as const, content: { line: text } },
          })),
        );
      else {
        const rows = part.rows.map((cells) => {
          const read = readFocusRow(focusRow(columns, cells));
          totals.add("file", read.figures);
          number += 1;
          const content = Object.fromEntries(
            columns.flatMap((name, n) => (cells[n] == null ? [] : [[name, cells[n]]])),
          );
          return { number, content: content as Record<string, string | null>, read };
        });
        const usable = rows.flatMap((row) =>
          "meter" in row.read ? [{ ...row, read: row.read, use: uuidOf(source, row.read.identity.use) }] : [],
        );
        for (let from = 0; from < usable.length; from += 1000) await stageRows(ctx, usable.slice(from, from + 1000));
        const unusable = rows.flatMap(({ read, ...row }) =>
          "reason" in read ? [{ ...row, reason: read.reason, figures: read.figures }] : [],
        );
        for (const { figures } of unusable) totals.add("listed", figures);
        await list(unusable);
      }
    }
  }
  return sums;
}

/**
 * The identities of new rows. A row that an import before 0.3 recorded has that of its record, and is a duplicate. An
 * identity whose record stands for another row, or was taken out, stays taken: then the row gets one of this import.
 */
async function identified(ctx: Context, { customerId, source, importId }: Scope, rows: readonly NewRow[]) {
  const digestOf = (id: string) => identityDigest(customerId, source, id);
  const ids = rows.map(({ row, former, occurrence, end: endedAt }) => ({
    ...{ id: `${row}-${occurrence}`, former: `${former}-${occurrence}`, endedAt },
  }));
  const digests = ids.flatMap(({ id, former }) => [digestOf(id), digestOf(former)]);
  const known = await usageStore.contents(ctx, { customerId, digests });
  const noted = await notedRecords(ctx, { customerId, digests });
  const names = ids.flatMap(({ id, former, endedAt }) =>
    [digestOf(id), digestOf(former)].filter((digest) => known.has(digest)).map((digest) => ({ digest, endedAt })),
  );
  const stored = await usageStore.locked(ctx, { customerId, records: names });
  const unnoted = new Set(
    stored.filter(({ fate, digest }) => !isWithdrawn(fate) && !noted.has(digest)).map(({ digest }) => digest),
  );
  return rows.map((row, n) => {
    const { id = "", former = "" } = ids[n] ?? {};
    const earlier = [former, id].find((one) => unnoted.has(digestOf(one)));
    const own = earlier ?? (known.has(digestOf(id)) ? `${id}~${importId}` : id);
    return { row, id: own, digest: digestOf(own) };
  });
}

/** Takes out the records of rows that are gone or changed, before any new one is recorded. */
async function takeOut(ctx: Context, scope: Scope, gone: readonly GoneRow[]) {
  const { customerId, importId, reason } = scope;
  const replacing = new Map<number, NewRow & { digest: string }>();
  for await (const part of pagesOfNew(ctx))
    for (const { row, digest } of await identified(ctx, scope, part)) replacing.set(row.number, { ...row, digest });
  const changed = gone.filter(({ number }) => number !== null && replacing.has(number));
  const missing = gone.filter((one) => !changed.includes(one));
  const asked = { restatement: importId };
  const touched: TouchedUse[] = [];
  const correct = async (kind: CorrectionKind, rows: readonly GoneRow[]): Promise<Corrected | null> => {
    if (rows.length === 0) return null;
    const correctionId = newId("usageCorrection", ctx.now);
    const withdrawn = await withdraw(ctx, {
      ...{ customerId, correctionId, which: { records: rows } },
      fate: kind === "amend" ? "amended" : "voided",
      reason: `The export was restated by ${importId}.`,
      replacements: new Map(rows.flatMap(({ digest, number }) => pairOf(digest, replacing.get(number ?? -1)?.digest))),
    });
    if (withdrawn.records === 0) return null;
    const counts = kind === "amend" ? rows.flatMap(({ number }) => replacing.get(number ?? -1) ?? []) : [];
    const made = await storeCorrection(
      ctx,
      { customerId, correctionId, kind, reason, asked },
      withdrawn,
      counts.map(({ meter, quantity }) => ({
        ...({ meter, quantity, cloudId: scope.cloudId, fate: "counted", ticks: null } as const),
      })),
    );
    touched.push(...made.touched);
    return made;
  };
  const amended = await correct("amend", changed);
  const voided = await correct("void", missing);
  await forgetRecords(ctx, { customerId, digests: gone.map(({ digest }) => digest) });
  for (const { meter, start, end } of replacing.values())
    touched.push({ meter, cloudId: scope.cloudId, first: tickOf(start), last: tickOf(end) });
  return { amended, voided, touched };
}

const pairOf = (digest: string, by: string | undefined): [string, string][] => (by === undefined ? [] : [[digest, by]]);

/** Pages of new rows. */
async function* pagesOfNew(ctx: Context): AsyncGenerator<NewRow[]> {
  for (let after = 0; ; ) {
    const page = await newRows(ctx, after, 1000);
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.number;
  }
}

/** Records the new rows; those that are not counted are listed with their reasons. */
async function recordNew(ctx: Context, scope: Scope, totals: ImportTotals, answer: ImportAnswer): Promise<void> {
  const { customerId, cloudId, source, importId } = scope;
  const sender = { sourceKind: "file" as const, machineId: null, mayNameCustomer: false, unentitled: null };
  for await (const page of pagesOfNew(ctx)) {
    const rows = await identified(ctx, scope, page);
    const elsewhere = await recordedElsewhere(ctx, { customerId, importId, uses: rows.map(({ row }) => row.use) });
    const known = await usageStore.contents(ctx, { customerId, digests: rows.map(({ digest }) => digest) });
    const reasons = new Map<number, ListedReason>();
    // What an import before 0.3 recorded of a use is not noted row by row: it cannot be restated.
    const isConflict = ({ row, digest }: (typeof rows)[number]) =>
      elsewhere.has(row.use) && !known.has(digest) && !row.tracked;
    for (const one of rows) if (isConflict(one)) reasons.set(one.row.number, "conflict");
    const taken = rows.filter((one) => !isConflict(one));
    const records = taken.map(({ row, id }): UsageInput => {
      const { meter, quantity, start, end: at, subject } = row;
      return { id, source, meter, quantity, start, at, subject, subjectOptional: true, cloud: cloudId, customer: null };
    });
    const outcomes = records.length === 0 ? [] : await recordBatch(ctx, { customerId, sender, records, unreadable: 0 });
    for (const [n, { row }] of taken.entries()) {
      const outcome = outcomes[n];
      if (outcome?.kind === "accepted" && outcome.fate !== "unassigned" && countedFates.includes(outcome.fate))
        totals.addMeter(row.meter, row.quantity);
      else if (outcome?.kind === "accepted") reasons.set(row.number, outcome.fate as ListedReason);
      else reasons.set(row.number, outcome?.kind ?? "rejected");
    }
    const noted = taken.filter((_, n) => outcomes[n]?.kind === "accepted" || outcomes[n]?.kind === "duplicate");
    await noteUses(ctx, { customerId, importId, uses: noted.map(({ row }) => row.use) });
    await noteRecords(ctx, {
      ...{ customerId, importId, cloudId },
      rows: noted.map(({ row, digest }) => ({
        ...{ digest, endedAt: row.end, use: row.use, quantity: row.quantity, account: row.account, period: row.period },
      })),
    });
    for (const { row } of rows) totals.add(reasons.has(row.number) ? "listed" : "counted", row.figures);
    answer.counted += rows.length - reasons.size;
    answer.rows += rows.length - reasons.size;
    const listed = rows.flatMap(({ row: { number, content } }) => {
      const reason = reasons.get(number);
      return reason ? [{ number, content, reason }] : [];
    });
    await listRows((work) => work(ctx), customerId, listed, answer);
  }
}
