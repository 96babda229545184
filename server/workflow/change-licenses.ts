import type { Context, Request } from "../context";
import { DomainError } from "../errors";
import { type EachAnswer, eachLicense, type LicenseKey } from "../licensing/each-license";
import type { BulkAction } from "../licensing/input";
import { issueAgain } from "../licensing/issue-again";
import { licenseById } from "../licensing/queries";
import { resumeLicense } from "../licensing/resume-license";
import { revokeLicense } from "../licensing/revoke-license";
import { type LicenseState, licenseIs } from "../licensing/states";
import { suspendLicense } from "../licensing/suspend-license";
import { releaseMachine } from "./release-machine";

type Change = (ctx: Context, key: LicenseKey, reason: string) => Promise<unknown>;

/**
 * Frees the seat: the license ends, its machine is retired and uninstalls at its next heartbeat.
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

/** The verb of each bulk action. One that would change nothing is refused instead of counting as done. */
const changes: Record<BulkAction, Change> = {
  issue: (ctx, key) => issueAgain(ctx, key),
  suspend: unless(is("suspended"), (ctx, key, reason) => suspendLicense(ctx, { ...key, reason })),
  resume: unless(is("active"), (ctx, key) => resumeLicense(ctx, key)),
  release: unless(hasEnded, releaseSeat),
  revoke: unless(hasEnded, (ctx, key, reason) => revokeLicense(ctx, { ...key, reason })),
};

function unless(already: (state: LicenseState) => boolean, change: Change): Change {
  return async (ctx, key, reason) => {
    const { state } = await licenseById(ctx, key.customerId, key.licenseId);
    if (already(state)) throw new DomainError("conflict", `It is ${state} already.`);
    return change(ctx, key, reason);
  };
}

/**
 * One action on several licenses, each in its own transaction and judged on its own.
 * @returns the ids of those changed, and the others with the sentence of their refusal
 */
export function changeLicenses(
  each: { requestId: Request["requestId"]; run: (work: (ctx: Context) => Promise<void>) => Promise<void> },
  { action, licenses, reason = "" }: { action: BulkAction; licenses: LicenseKey[]; reason?: string },
): Promise<EachAnswer> {
  return eachLicense(each, { licenses, action: (ctx, key) => changes[action](ctx, key, reason) });
}
