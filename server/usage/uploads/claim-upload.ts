import { and, asc, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import { usageUploadPieces, usageUploads } from "@/db/schema";
import { announceChange, recordAudit } from "../../audit/record-audit";
import type { Context } from "../../context";
import { newId } from "../../ids";
import type { ReadSoFar } from "../imports/read-export";
import { workedUploadStates } from "../states";
import { namesOf } from "./begin-upload";
import type { Upload } from "./list-uploads";

/** A claim that is not renewed lapses: the upload of a process that was killed goes on elsewhere. */
const claimMs = 30_000;
/** So often a worker takes an upload up without coming to an end: then it is no accident. */
const mostAttempts = 5;
/** So long an upload waits that another import goes before, until a worker looks again. */
const waitMs = 5_000;
const waits =
  "Another import or restatement of this customer and cloud is under way. This one begins when that one is done.";

/** An upload that this process alone works on. */
export type ClaimedUpload = Upload & { claim: string };

/** Thrown where the upload was discarded, or another process has it. */
export class UploadClaimLost extends Error {}

/** Takes the upload that waits longest, or null. One that broke off too often fails instead, with a sentence. */
export async function claimUpload(ctx: Context): Promise<ClaimedUpload | null> {
  const [due] = await ctx.tx
    .select()
    .from(usageUploads)
    .where(
      and(
        inArray(usageUploads.state, workedUploadStates),
        or(isNull(usageUploads.claimedUntil), lt(usageUploads.claimedUntil, ctx.now)),
      ),
    )
    .orderBy(asc(usageUploads.changedAt))
    .limit(1)
    .for("update", { skipLocked: true });
  if (!due) return null;
  const claim = newId("request", ctx.now);
  const claimed = { ...due, claim, attempts: due.attempts + 1 };
  await ctx.tx
    .update(usageUploads)
    .set({ claim, claimedUntil: lapses(ctx.now), attempts: claimed.attempts, fault: null, changedAt: ctx.now })
    .where(eq(usageUploads.id, due.id));
  if (due.attempts < mostAttempts) return claimed;
  await failUpload(ctx, claimed, `It broke off ${mostAttempts} times. The log of the worker has the reasons.`);
  return null;
}

const lapses = (now: Date) => new Date(now.getTime() + claimMs);
const held = ({ id, claim }: ClaimedUpload) => and(eq(usageUploads.id, id), eq(usageUploads.claim, claim));

/** Renews the claim, and shows how far the work is. @throws UploadClaimLost */
export async function keepClaim(ctx: Context, upload: ClaimedUpload, soFar: ReadSoFar | null): Promise<void> {
  const progress = soFar && { rowsRead: soFar.rows, rowsExpected: soFar.expected };
  await change(ctx, upload, { claimedUntil: lapses(ctx.now), ...progress });
  if (soFar) await announceChange(ctx, "usage", upload.customerId);
}

/** Leaves an upload waiting that another import goes before; that is no attempt. @throws UploadClaimLost */
export async function putBack(ctx: Context, upload: ClaimedUpload): Promise<void> {
  const { attempts, customerId } = upload;
  const again = { claim: null, claimedUntil: new Date(ctx.now.getTime() + waitMs), attempts: attempts - 1 };
  await change(ctx, upload, { ...again, fault: waits });
  if (upload.fault !== waits) await announceChange(ctx, "usage", customerId);
}

/** Notes what the dry run came to. Staff decide. @throws UploadClaimLost */
export async function finishCheck(ctx: Context, upload: ClaimedUpload, preview: NonNullable<Upload["preview"]>) {
  await change(ctx, upload, { ...ended(ctx), state: "checked", preview });
  await announceChange(ctx, "usage", upload.customerId);
}

/** Notes that it is imported, and deletes its content. @throws UploadClaimLost */
export async function finishUpload(ctx: Context, upload: ClaimedUpload): Promise<void> {
  await change(ctx, upload, { ...ended(ctx), state: "finished" });
  const { customerId, id } = upload;
  await ctx.tx
    .delete(usageUploadPieces)
    .where(and(eq(usageUploadPieces.customerId, customerId), eq(usageUploadPieces.uploadId, id)));
  await announceChange(ctx, "usage", customerId);
}

/** Notes why it failed; its content stays until it is tried again or discarded. @throws UploadClaimLost */
export async function failUpload(ctx: Context, upload: ClaimedUpload, fault: string): Promise<void> {
  await change(ctx, upload, { ...ended(ctx), state: "failed", fault });
  await recordAudit(ctx, {
    ...{ customerId: upload.customerId, action: "usage_upload.failed", topic: "usage" },
    ...{ subjectKind: "usage_upload", subjectId: upload.id, detail: { file: namesOf(upload), fault } },
  });
}

const ended = ({ now }: Context) => ({ claim: null, claimedUntil: null, changedAt: now });

async function change(ctx: Context, upload: ClaimedUpload, to: Partial<typeof usageUploads.$inferInsert>) {
  const changed = await ctx.tx.update(usageUploads).set(to).where(held(upload)).returning({ one: sql`1` });
  if (changed.length === 0) throw new UploadClaimLost();
}
