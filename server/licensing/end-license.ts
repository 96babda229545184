import { and, eq } from "drizzle-orm";
import { licenses } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import type { License } from "./queries";
import { type LicenseEnding, requireLicenseTransition } from "./states";
import { freeSeat } from "./take-seat";
import { withdrawDocuments } from "./withdraw-documents";

/**
 * Ends a license, however it ends: sets its state, calls its documents back, frees its seat, writes the audit entry.
 */
export async function endLicense(ctx: Context, license: License, state: LicenseEnding, reason: string): Promise<void> {
  requireLicenseTransition(license.state, state);
  const key = { customerId: license.customerId, licenseId: license.id };
  await ctx.tx
    .update(licenses)
    .set({ state, stateReason: reason, endedAt: ctx.now, endReason: reason })
    .where(and(eq(licenses.customerId, license.customerId), eq(licenses.id, license.id)));
  await withdrawDocuments(ctx, key);
  await freeSeat(ctx, key);
  await recordAudit(ctx, {
    customerId: license.customerId,
    action: `license.${state}`,
    subjectKind: "license",
    subjectId: license.id,
    detail: { machine: license.machineId, reason },
    topic: "licenses",
  });
}
