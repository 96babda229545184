import { and, eq } from "drizzle-orm";
import { type Entitlement, licenses } from "@/db/schema";
import type { Context } from "../context";
import { issueAgain } from "./issue-again";
import { type LicenseDocument, lockLicense } from "./queries";

/**
 * Changes what a license entitles its machine to, and issues the document that says so: the machine receives it with
 * its next heartbeat and acknowledges it with its signature.
 * @throws conflict with the verdict's sentence where no document may be issued
 */
export async function changeEntitlements(
  ctx: Context,
  input: { customerId: string; licenseId: string; entitlements: Entitlement[] },
): Promise<LicenseDocument> {
  const { customerId, licenseId, entitlements } = input;
  await lockLicense(ctx, customerId, licenseId);
  await ctx.tx
    .update(licenses)
    .set({ entitlements })
    .where(and(eq(licenses.customerId, customerId), eq(licenses.id, licenseId)));
  return issueAgain(ctx, { customerId, licenseId });
}
