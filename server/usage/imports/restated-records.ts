import type { Context } from "../../context";
import { newId } from "../../ids";
import { type Corrected, type Replacing, storeCorrection, withdraw } from "../corrections/make-correction";
import type { UsageInput } from "../input";
import { recordBatch } from "../record/record-batch";
import { identityDigest } from "../record/record-identity";
import { countedFates, type WithdrawingKind } from "../states";
import type { Withdrawn } from "../store/changed-use";
import { usageStore } from "../store/usage-store";
import type { ListedReason } from "./focus-mapping";
import { type Export, type ImportAnswer, type ListedRow, storeListed, tallyListed } from "./import-receipt";
import type { ImportTotals } from "./import-totals";
import { forgetRecords, noteRecords, noteUses, recordedElsewhere, standingRecords } from "./recorded-uses";
import { type GoneRow, type NewRow, newRows, newRowsNumbered } from "./staged-rows";

/** The export that is restated, who its records are from, why it is, and the import that does it. */
export type RestateScope = Export & { source: string; reason: string; importId: string };

type IdentifiedRow = { row: NewRow; id: string; digest: string };
const rowsAtOnce = 1000;
const conflict = { kind: "conflict" } as const;

/**
 * The identities of new rows. A row that an import before 0.3 recorded has that of its record, and is a duplicate. An
 * identity whose record stands for another row, or was taken out, stays taken: then the row gets one of this import.
 */
async function identified(
  ctx: Context,
  { customerId, source, importId }: RestateScope,
  rows: readonly NewRow[],
): Promise<IdentifiedRow[]> {
  const digestOf = (id: string) => identityDigest(customerId, source, id);
  const ids = rows.map(({ row, former, occurrence, end: endedAt }) => ({
    ...{ id: `${row}-${occurrence}`, former: `${former}-${occurrence}`, endedAt },
  }));
  const digests = ids.flatMap(({ id, former }) => [digestOf(id), digestOf(former)]);
  const known = await usageStore.contents(ctx, { customerId, digests });
  const names = ids.flatMap(({ id, former, endedAt }) =>
    [digestOf(id), digestOf(former)].filter((digest) => known.has(digest)).map((digest) => ({ digest, endedAt })),
  );
  const { unnoted } = await standingRecords(ctx, { customerId, records: names });
  return rows.map((row, n) => {
    const { id = "", former = "" } = ids[n] ?? {};
    const earlier = [former, id].find((one) => unnoted.has(digestOf(one)));
    const own = earlier ?? (known.has(digestOf(id)) ? `${id}~${importId}` : id);
    return { row, id: own, digest: digestOf(own) };
  });
}

/** A correction that took records out, and the numbers of the rows in their place. */
type TakenOut = { kind: WithdrawingKind; correctionId: string; withdrawn: Withdrawn; numbers: readonly number[] };

/**
 * Takes out the records of rows that are gone or changed, before any new one is recorded. Shadowed ones too: a later
 * decision on whose figures count would count them and those in their place.
 * @throws too_large
 */
export async function takeOut(ctx: Context, scope: RestateScope, gone: readonly GoneRow[]): Promise<TakenOut[]> {
  const { customerId, importId } = scope;
  const changed = gone.flatMap(({ number, ...row }) => (number === null ? [] : [{ ...row, number }]));
  const correct = async (kind: WithdrawingKind, records: readonly GoneRow[], replacements: Map<string, string>) => {
    if (records.length === 0) return [];
    const correctionId = newId("usageCorrection", ctx.now);
    const withdrawn = await withdraw(ctx, {
      ...{ customerId, correctionId, which: { records }, replacements, shadowed: true },
      fate: kind === "amend" ? "amended" : "voided",
      reason: `The export was restated by ${importId}.`,
    });
    const numbers = records.flatMap(({ number }) => number ?? []);
    return withdrawn.records === 0 ? [] : [{ kind, correctionId, withdrawn, numbers }];
  };
  const amended = await correct("amend", changed, await replacementsOf(ctx, scope, changed));
  const missing = gone.filter(({ number }) => number === null);
  const voided = await correct("void", missing, new Map());
  await forgetRecords(ctx, { customerId, digests: gone.map(({ digest }) => digest) });
  return [...amended, ...voided];
}

/** The records that rows of the export will have, by those that they replace. */
async function replacementsOf(
  ctx: Context,
  scope: RestateScope,
  changed: readonly { digest: string; number: number }[],
) {
  const replacements = new Map<string, string>();
  for (let from = 0; from < changed.length; from += rowsAtOnce) {
    const part = changed.slice(from, from + rowsAtOnce);
    const rows = await newRowsNumbered(
      ctx,
      part.map(({ number }) => number),
    );
    const by = new Map((await identified(ctx, scope, rows)).map(({ row, digest }) => [row.number, digest]));
    for (const { digest, number } of part) replacements.set(digest, by.get(number) ?? digest);
  }
  return replacements;
}

/**
 * Stores the corrections that were made, each with what counts in the place of its records.
 * @param recorded what became of the rows that replace others, by their numbers
 */
export async function storeTaken(
  ctx: Context,
  { customerId, importId, reason }: RestateScope,
  taken: readonly TakenOut[],
  recorded: ReadonlyMap<number, Replacing>,
): Promise<{ amended: Corrected | null; voided: Corrected | null }> {
  const made: Record<WithdrawingKind, Corrected | null> = { amend: null, void: null };
  for (const { kind, correctionId, withdrawn, numbers } of taken)
    made[kind] = await storeCorrection(
      ctx,
      { customerId, correctionId, kind, reason, asked: { restatement: importId } },
      withdrawn,
      numbers.flatMap((number) => recorded.get(number) ?? []),
    );
  return { amended: made.amend, voided: made.void };
}

type Progress = { totals: ImportTotals; answer: ImportAnswer; taken: readonly TakenOut[] };

/**
 * Records the new rows; those that are not counted are listed with their reasons.
 * @returns what was recorded of the rows that replace others, by their numbers
 */
export async function recordNew(
  ctx: Context,
  scope: RestateScope,
  { totals, answer, taken }: Progress,
): Promise<Map<number, Replacing>> {
  const { cloudId } = scope;
  const replacing = new Set(taken.flatMap(({ numbers }) => numbers));
  const recorded = new Map<number, Replacing>();
  for (let after = 0; ; ) {
    const page = await newRows(ctx, after, rowsAtOnce);
    const last = page.at(-1);
    if (!last) return recorded;
    after = last.number;
    const listed: ListedRow[] = [];
    for (const { row, outcome } of await recordRows(ctx, scope, page)) {
      const { number, content, meter, quantity, figures } = row;
      const fate = outcome.kind === "accepted" && outcome.fate !== "unassigned" ? outcome.fate : null;
      if (fate && replacing.has(number)) recorded.set(number, { meter, quantity, cloudId, fate, ticks: null });
      const counts = countedFates.some((one) => one === fate);
      totals.add(counts ? "counted" : "listed", figures);
      if (counts) totals.addMeter(meter, quantity);
      else listed.push({ number, content, reason: (fate ?? outcome.kind) as ListedReason });
    }
    answer.counted += page.length - listed.length;
    answer.rows += page.length - listed.length;
    tallyListed(listed, answer);
    await storeListed(ctx, scope, listed);
  }
}

/** Records up to 1,000 new rows, and notes the rows that they are. */
async function recordRows(ctx: Context, scope: RestateScope, page: readonly NewRow[]) {
  const { customerId, cloudId, source, importId } = scope;
  const sender = { sourceKind: "file" as const, machineId: null, mayNameCustomer: false, unentitled: null };
  const rows = await identified(ctx, scope, page);
  const elsewhere = await recordedElsewhere(ctx, { customerId, importId, uses: rows.map(({ row }) => row.use) });
  const known = await usageStore.contents(ctx, { customerId, digests: rows.map(({ digest }) => digest) });
  // What an import before 0.3 recorded of a use is not noted row by row: it cannot be restated.
  const isConflict = ({ row, digest }: IdentifiedRow) => elsewhere.has(row.use) && !known.has(digest) && !row.tracked;
  const usable = rows.filter((one) => !isConflict(one));
  const records = usable.map(({ row, id }): UsageInput => {
    const { meter, quantity, start, end: at, subject } = row;
    return { id, source, meter, quantity, start, at, subject, subjectOptional: true, cloud: cloudId, customer: null };
  });
  const outcomes = records.length === 0 ? [] : await recordBatch(ctx, { customerId, sender, records, unreadable: 0 });
  const noted = usable.filter((_, n) => outcomes[n]?.kind === "accepted" || outcomes[n]?.kind === "duplicate");
  await noteUses(ctx, { customerId, importId, uses: noted.map(({ row }) => row.use) });
  await noteRecords(ctx, {
    ...{ customerId, importId, cloudId },
    rows: noted.map(({ row: { end: endedAt, use, quantity, meter, subject, account, period }, digest }) => ({
      ...{ digest, endedAt, use, quantity, meter, subject, account, period },
    })),
  });
  const outcomeOf = new Map(usable.map((one, n) => [one, outcomes[n]]));
  return rows.map((one) => ({ row: one.row, outcome: outcomeOf.get(one) ?? conflict }));
}
