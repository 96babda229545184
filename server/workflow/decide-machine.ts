import { recordAudit } from "../audit/record-audit";
import { approveMachine } from "../collection/approve-machine";
import { lockMachine } from "../collection/queries";
import { setMachineState } from "../collection/set-machine-state";
import { refuseClosedCustomer } from "../configuration/refuse-closed-customer";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { activateLicense } from "../licensing/activate-license";
import { licenseOf } from "../licensing/queries";
import { releaseLicense } from "../licensing/release-license";
import { rearmLink } from "../setup/rearm-link";
import { releaseMachine } from "./release-machine";

type Key = { customerId: string; machineId: string };

/**
 * Approves a machine that waits. One that has enrolled takes its seat and gets its document with the next heartbeat;
 * the machine it replaces (the same hardware under an earlier key) is retired and its seat freed first.
 * @throws conflict where it does not wait, and for a closed customer; no_seat when none is left: then nothing was
 * changed.
 */
export async function approveAndActivate(ctx: Context, key: Key): Promise<void> {
  await refuseClosedCustomer(ctx, key.customerId);
  const before = await lockMachine(ctx, key.customerId, key.machineId);
  await approveMachine(ctx, key);
  if (before.replacesMachineId)
    await releaseMachine(ctx, {
      customerId: key.customerId,
      machineId: before.replacesMachineId,
      reason: `Replaced by ${key.machineId}: the same hardware, installed anew.`,
    });
  if (before.state !== "pending_approval") return; // It enrols later, without approval.
  const license = await licenseOf(ctx, key.customerId, key.machineId);
  if (!license) throw new DomainError("conflict", "This machine's license has ended. Install it anew with a new link.");
  await setMachineState(ctx, { ...key, state: "enrolled" });
  await activateLicense(ctx, { customerId: key.customerId, licenseId: license.id });
}

/**
 * Rejects a machine that waits: it is retired, its license ended, and its link can be used by the right one. @throws
 * conflict
 */
export async function rejectMachine(ctx: Context, input: Key & { reason: string }): Promise<void> {
  const { customerId, machineId } = input;
  const machine = await lockMachine(ctx, customerId, machineId);
  if (!machine.needsApproval || machine.state === "retired")
    throw new DomainError("conflict", "This machine does not wait for approval.", { state: machine.state });
  const license = await licenseOf(ctx, customerId, machineId);
  if (license) await releaseLicense(ctx, { customerId, licenseId: license.id, reason: input.reason });
  if (machine.linkId) await rearmLink(ctx, { customerId, linkId: machine.linkId, machineId });
  await recordAudit(ctx, {
    customerId,
    action: "machine.rejected",
    subjectKind: "machine",
    subjectId: machineId,
    detail: { reason: input.reason },
    topic: "machines",
  });
  await setMachineState(ctx, { customerId, machineId, state: "retired", reason: input.reason });
}
