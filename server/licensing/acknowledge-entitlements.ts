import { and, eq } from "drizzle-orm";
import { licenseDocuments } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { machineById } from "../collection/queries";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { machineSigned } from "../keys/machine-signature";
import { newestDocument, verdictOf } from "./queries";

/**
 * The machine acknowledges its entitlements: its signature over the document's id and sequence is stored. Only then may
 * the application start. A repeated acknowledgement changes nothing.
 * @throws forbidden for a wrong signature, or where the license does not allow it (suspended, revoked…); conflict for
 * an older document.
 */
export async function acknowledgeEntitlements(
  ctx: Context,
  input: { customerId: string; machineId: string; jti: string; seq: number; signature: string },
): Promise<void> {
  const { customerId, machineId } = input;
  const machine = await machineById(ctx, customerId, machineId);
  if (!machine.publicKeyPem || !machineSigned(machine.publicKeyPem, `ack|${input.jti}|${input.seq}`, input.signature))
    throw new DomainError("forbidden", "The acknowledgement is not signed by this machine's key.");
  const verdict = await verdictOf(ctx, customerId, machineId);
  if (!verdict.valid && !["NOT_ACKNOWLEDGED", "HEARTBEAT_DEAD"].includes(verdict.code))
    throw new DomainError("forbidden", verdict.sentence, { verdict: verdict.code });
  const newest = verdict.license ? await newestDocument(ctx, customerId, verdict.license.id) : null;
  if (!newest || newest.id !== input.jti || newest.seq !== input.seq)
    throw new DomainError("conflict", "A newer license document was issued since; a heartbeat brings it.");
  if (newest.acknowledgedAt) return;
  await ctx.tx
    .update(licenseDocuments)
    .set({ acknowledgedAt: ctx.now, acknowledgement: input.signature })
    .where(and(eq(licenseDocuments.customerId, customerId), eq(licenseDocuments.id, newest.id)));
  await recordAudit(ctx, {
    customerId,
    action: "entitlements.acknowledged",
    subjectKind: "license",
    subjectId: newest.licenseId,
    detail: { machine: machineId, document: newest.id, seq: String(newest.seq) },
    topic: "licenses",
  });
}
