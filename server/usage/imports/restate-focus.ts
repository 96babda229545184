import { sql } from "drizzle-orm";
import type { TouchedUse } from "../../billing/mark-standings-dirty";
import { cloudByName } from "../../clouds/queries";
import type { Context } from "../../context";
import { newId } from "../../ids";
import type { Corrected } from "../corrections/make-correction";
import { loadMapping, type RowMapping } from "../mappings/row-mapping";
import { uuidOf } from "../record/record-identity";
import { usageStore } from "../store/usage-store";
import { isElsewhere } from "./focus-mapping";
import {
  beginImport,
  type Export,
  emptyAnswer,
  finishImport,
  type ImportAnswer,
  type ListedRow,
  sha256Of,
  storeListed,
  tallyListed,
} from "./import-receipt";
import { ImportTotals } from "./import-totals";
import { takeTurn } from "./import-turn";
import { contentOf, readExport, type Watch } from "./read-export";
import { type RestateScope, recordNew, storeTaken, takeOut } from "./restated-records";
import { compareStage, makeStage, newUse, stagePeriods, stageRows, unchangedFigures } from "./staged-rows";

type Restate = Export & {
  reason: string;
  /** The import's id, where its caller has one for it. */
  importId?: string | undefined;
  /** Of the cloud's mapping rules; else the present one. */
  mappingVersion?: number | undefined;
  watch?: Watch | undefined;
};

/** What a restatement did: `counted` rows are new or changed, `duplicates` are as they were. */
export type Restated = ImportAnswer & {
  /** Records that another quantity counts in the place of, and records that the export does not have any more. */
  amended: Corrected | null;
  voided: Corrected | null;
  touched: TouchedUse[];
};

/**
 * Restates what was imported of the billing accounts and periods that an export names: afterwards what counts of them
 * is what the export states (docs/rules.md 3.7). Rows of one use, quantity, meter and machine stay; changed ones are
 * amended, missing ones voided, new ones recorded. A row whose record staff voided or amended stays so, unless the
 * export or the mapping rules changed it. All of it in the caller's transaction: senders of the customer wait while
 * records change, not while files are read.
 * @param given.cloudId id or slug
 * @throws DomainError when a file is no cost-and-usage file, ImportBusy; nothing is changed then
 */
export async function restateFocus(ctx: Context, given: Restate): Promise<Restated> {
  const hash = await sha256Of(given.files);
  const cloud = await cloudByName(ctx, given.cloudId);
  const { importId = newId("usageImport", ctx.now) } = given;
  const scope: RestateScope = { ...given, cloudId: cloud.id, source: `file:${cloud.slug}`, importId };
  const mapping = await loadMapping(ctx, { customerId: given.customerId, cloud }, given.mappingVersion);
  await takeTurn(ctx, scope);
  await beginImport(ctx, importId, scope, { fileSha256: hash, mappingVersion: mapping.version });
  // As long as its files take.
  await ctx.tx.execute(sql`set local statement_timeout = 0`);
  await ctx.tx.execute(sql`set local idle_in_transaction_session_timeout = 0`);
  const answer = emptyAnswer(importId, mapping.version);
  const totals = new ImportTotals();
  await makeStage(ctx);
  await stageFiles(ctx, { ...scope, watch: given.watch, mapping }, totals, answer);
  const gone = await compareStage(ctx, scope);
  // Before records are locked, as every correction does.
  await usageStore.holdUse(ctx, { customerId: given.customerId });
  const taken = await takeOut(ctx, scope, gone);
  const fates = await recordNew(ctx, scope, { totals, answer, taken });
  const { amended, voided } = await storeTaken(ctx, scope, taken, fates);
  for (const { rows, figures } of await unchangedFigures(ctx)) {
    totals.add("listed", figures, rows);
    answer.reasons.duplicate = (answer.reasons.duplicate ?? 0) + Number(rows);
    answer.rows += Number(rows);
    answer.listed += Number(rows);
  }
  answer.duplicates = answer.reasons.duplicate ?? 0;
  totals.reconcile();
  answer.totals = totals.report();
  await finishImport(ctx, scope, answer, {
    amended: String(amended?.records ?? 0),
    voided: String(voided?.records ?? 0),
    reason: given.reason,
  });
  const touched = [...(amended?.touched ?? []), ...(voided?.touched ?? []), ...(await newUse(ctx, cloud.id))];
  return { ...answer, amended, voided, touched };
}

/** Reads the files into the stage; rows that report no use are listed at once. */
async function stageFiles(
  ctx: Context,
  scope: RestateScope & Pick<Restate, "watch"> & { mapping: RowMapping },
  totals: ImportTotals,
  answer: ImportAnswer,
): Promise<void> {
  const { source, files, watch, cloudId, mapping } = scope;
  const read = { rows: 0, expected: 0 };
  const list = async (rows: readonly ListedRow[]) => {
    tallyListed(rows, answer);
    await storeListed(ctx, scope, rows);
  };
  for await (const part of readExport(files, { cloudId, mapping, inTransaction: (work) => work(ctx) })) {
    if ("expected" in part) read.expected = part.expected;
    else if ("sums" in part) totals.addSecond(part.sums);
    else if ("rejects" in part) await list(part.rejects);
    else {
      read.rows += part.rows.length;
      totals.addRows(part.rows.map((row) => row.read));
      const rows = part.rows.map(({ cells, ...row }) => ({ ...row, content: contentOf(part.columns, cells) }));
      await stagePeriods(
        ctx,
        rows.flatMap(({ read }) => read.billed ?? []),
      );
      const usable = rows.flatMap((row) =>
        "meter" in row.read ? [{ ...row, read: row.read, use: uuidOf(source, row.read.identity.use) }] : [],
      );
      await stageRows(ctx, usable);
      const unusable = rows.flatMap(({ read, ...row }) => ("reason" in read ? [{ ...row, ...read }] : []));
      for (const { figures, reason } of unusable) if (!isElsewhere(reason)) totals.add("listed", figures);
      await list(unusable);
    }
    await watch?.(read);
  }
}
