import { and, eq } from "drizzle-orm";
import { licenses } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { lockLicense } from "./queries";
import { withdrawDocuments } from "./withdraw-documents";

/**
 * Suspends an active license: it retains its seat, its documents are withdrawn, and the application stops with the next
 * heartbeat.
 * @throws conflict where it is not active.
 */
export async function suspendLicense(
  ctx: Context,
  input: { customerId: string; licenseId: string; reason: string },
): Promise<void> {
  const license = await lockLicense(ctx, input.customerId, input.licenseId);
  if (license.state === "suspended") return;
  if (license.state !== "active")
    throw new DomainError("conflict", `Only an active license can be suspended; this one is ${license.state}.`);
  await ctx.tx
    .update(licenses)
    .set({ state: "suspended", stateReason: input.reason })
    .where(and(eq(licenses.customerId, input.customerId), eq(licenses.id, license.id)));
  await withdrawDocuments(ctx, input);
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "license.suspended",
    subjectKind: "license",
    subjectId: license.id,
    detail: { machine: license.machineId, reason: input.reason },
    topic: "licenses",
  });
}
