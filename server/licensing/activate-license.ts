import { and, eq } from "drizzle-orm";
import { licenses } from "@/db/schema";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { issueLicenseDocument } from "./issue-license-document";
import { type LicenseDocument, lockLicense, newestDocument } from "./queries";
import { findSeat, holdSeat } from "./take-seat";

/**
 * A machine enrols, or was approved: its license takes the seat that was reserved (lapsed: a free one) and gets its
 * document. An overflow license takes none of the customer's seats. Active already, it answers with the newest
 * document.
 * @throws no_seat when none is left; conflict where the license has ended or is suspended.
 */
export async function activateLicense(
  ctx: Context,
  input: { customerId: string; licenseId: string },
): Promise<LicenseDocument> {
  const license = await lockLicense(ctx, input.customerId, input.licenseId);
  if (license.state === "active") {
    const newest = await newestDocument(ctx, input.customerId, license.id);
    if (newest && !newest.revokedAt && newest.expiresAt > ctx.now) return newest;
    return issueLicenseDocument(ctx, input);
  }
  if (license.state !== "pending")
    throw new DomainError("conflict", `The license is ${license.state}. Ask for a new installation link.`);
  if (license.kind === "standard") {
    const seatOf = { ...input, cloudAccountId: license.cloudAccountId };
    const seat = await findSeat(ctx, seatOf);
    if (!seat)
      throw new DomainError(
        "no_seat",
        "Every seat of this service is in use. Once a seat is released or the plan has more, run this again.",
      );
    await holdSeat(ctx, { ...seatOf, seat }, "take");
  }
  await ctx.tx
    .update(licenses)
    .set({ state: "active" })
    .where(and(eq(licenses.customerId, input.customerId), eq(licenses.id, license.id)));
  return issueLicenseDocument(ctx, input);
}
