import type { Context } from "../context";
import { DomainError } from "../errors";
import { issueLicenseDocument } from "./issue-license-document";
import { licenseRow } from "./license-page";
import { type LicenseDocument, lockLicense } from "./queries";
import { mayBeIssued } from "./rules";

/**
 * Issues another document of a license before its time: what it says is what the portal knows now. The machine takes it
 * with its next heartbeat and acknowledges it. Under the rule a heartbeat's renewal is under: nothing may be wrong but
 * the document itself.
 * @throws conflict with the verdict's sentence where none may be issued.
 */
export async function issueAgain(
  ctx: Context,
  input: { customerId: string; licenseId: string },
): Promise<LicenseDocument> {
  await lockLicense(ctx, input.customerId, input.licenseId);
  const { verdict, machineState } = await licenseRow(ctx, input.customerId, input.licenseId);
  if (!mayBeIssued(verdict.code)) throw new DomainError("conflict", verdict.sentence, { verdict: verdict.code });
  if (machineState === "pending_approval")
    throw new DomainError("conflict", "The machine waits for approval: its document comes with a heartbeat after it.");
  return issueLicenseDocument(ctx, input);
}
