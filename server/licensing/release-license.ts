import type { Context } from "../context";
import { DomainError } from "../errors";
import { endLicense } from "./end-license";
import { type License, lockLicense, releasedSince } from "./queries";
import { releasesPerDay } from "./rules";
import { licenseIs } from "./states";
import { seatCounts } from "./take-seat";

const dayMs = 24 * 3_600_000;

/**
 * Frees the seat and ends the license. Ended already, it stays as it is. The customer's own releases are limited by
 * day, so that one seat does not serve many machines in turn; a machine that uninstalls, staff and jobs are not
 * limited.
 * @throws rate_limited
 */
export async function releaseLicense(
  ctx: Context,
  input: { customerId: string; licenseId: string; reason: string },
): Promise<void> {
  const license = await lockLicense(ctx, input.customerId, input.licenseId);
  if (licenseIs("ended", license.state)) return;
  if (license.state !== "pending") await limitChurn(ctx, license);
  await endLicense(ctx, license, "released", input.reason);
}

/**
 * Refuses a customer who has moved seats too often in the last 24 h. Staff, jobs and machines that uninstall are not
 * limited. @throws rate_limited
 */
export async function limitChurn(ctx: Context, license: License): Promise<void> {
  if (license.kind !== "standard" || !(ctx.actor.kind === "customer" || ctx.actor.kind === "key")) return;
  const about = { customerId: license.customerId, cloudAccountId: license.cloudAccountId };
  const most = releasesPerDay((await seatCounts(ctx, about)).seats);
  const released = await releasedSince(ctx, { ...about, since: new Date(ctx.now.getTime() - dayMs) });
  if (released >= most)
    throw new DomainError(
      "rate_limited",
      `${released} seats were released in the last 24 hours, which is as many as this account may. Try again tomorrow, or ask the provider.`,
      { retryAfterSeconds: 3600 },
    );
}
