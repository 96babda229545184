import type { Context } from "../context";
import { endLicense } from "./end-license";
import { lockLicense } from "./queries";
import { licenseIs } from "./states";

/**
 * Takes a license back for good: the application stops with the machine's next heartbeat, or when its document expires.
 */
export async function revokeLicense(
  ctx: Context,
  input: { customerId: string; licenseId: string; reason: string },
): Promise<void> {
  const license = await lockLicense(ctx, input.customerId, input.licenseId);
  if (!licenseIs("ended", license.state)) await endLicense(ctx, license, "revoked", input.reason);
}
