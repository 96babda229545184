import type { Context } from "../context";
import { DomainError } from "../errors";
import { issueLicenseDocument } from "./issue-license-document";
import { type LicenseDocument, lockLicense, verdictOnLicense } from "./queries";
import { mayBeIssued } from "./rules";

/**
 * Issues another document of a license before its time, with what the portal knows now. The machine receives it with
 * its next heartbeat and acknowledges it. The rule is that of a heartbeat's renewal: nothing may be wrong but the
 * document itself.
 * @throws conflict with the verdict's sentence where none may be issued.
 */
export async function issueAgain(
  ctx: Context,
  input: { customerId: string; licenseId: string },
): Promise<LicenseDocument> {
  await lockLicense(ctx, input.customerId, input.licenseId);
  const { code, sentence, machineState } = await verdictOnLicense(ctx, input.customerId, input.licenseId);
  if (!mayBeIssued(code)) throw new DomainError("conflict", sentence, { verdict: code });
  if (machineState === "pending_approval")
    throw new DomainError("conflict", "The machine waits for approval: its document comes with a heartbeat after it.");
  return issueLicenseDocument(ctx, input);
}
