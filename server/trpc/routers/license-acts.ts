import type { Context } from "../../context";
import { DomainError } from "../../errors";
import type { LicenseKey } from "../../licensing/each-license";
import type { BulkAct } from "../../licensing/input";
import { issueAgain } from "../../licensing/issue-again";
import { licenseById } from "../../licensing/queries";
import { resumeLicense } from "../../licensing/resume-license";
import { revokeLicense } from "../../licensing/revoke-license";
import { type LicenseState, licenseIs } from "../../licensing/states";
import { suspendLicense } from "../../licensing/suspend-license";
import { releaseMachine } from "../../workflow/release-machine";

type Act = (ctx: Context, key: LicenseKey, reason: string) => Promise<unknown>;

/**
 * Frees the seat: the license ends, its machine is retired and told to uninstall.
 * @throws conflict of an overflow license, which takes no seat; not_found
 */
export async function releaseSeat(ctx: Context, key: LicenseKey, reason: string): Promise<void> {
  const { customerId, machineId, kind } = await licenseById(ctx, key.customerId, key.licenseId);
  if (kind === "overflow")
    throw new DomainError("conflict", "An overflow license takes no seat; it ends with its overflow.");
  await releaseMachine(ctx, { customerId, machineId, reason });
}

const is = (wanted: LicenseState) => (state: LicenseState) => state === wanted;
const hasEnded = (state: LicenseState) => licenseIs("ended", state);

/**
 * Acts on ticked licenses, each through the verb that does it to one. Those that would change nothing say so instead of
 * passing as done.
 */
export const bulkVerbs: Record<BulkAct, Act> = {
  issue: (ctx, key) => issueAgain(ctx, key),
  suspend: unless(is("suspended"), (ctx, key, reason) => suspendLicense(ctx, { ...key, reason })),
  resume: unless(is("active"), (ctx, key) => resumeLicense(ctx, key)),
  release: unless(hasEnded, releaseSeat),
  revoke: unless(hasEnded, (ctx, key, reason) => revokeLicense(ctx, { ...key, reason })),
};

function unless(already: (state: LicenseState) => boolean, act: Act): Act {
  return async (ctx, key, reason) => {
    const { state } = await licenseById(ctx, key.customerId, key.licenseId);
    if (already(state)) throw new DomainError("conflict", `It is ${state} already.`);
    return act(ctx, key, reason);
  };
}
