import { lockMachine } from "../collection/queries";
import { forgetJoinState } from "../collection/record-presence";
import { recordRemoval } from "../collection/record-removal";
import { setMachineState } from "../collection/set-machine-state";
import { machineIs } from "../collection/states";
import { refuseClosedCustomer } from "../configuration/refuse-closed-customer";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { licenseById, licenseOf } from "../licensing/queries";
import { releaseLicense } from "../licensing/release-license";
import { transferLicense } from "../licensing/transfer-license";

type Key = { customerId: string; machineId: string };

/**
 * Ends a machine: its license is released, its seat free, and the answer to its next heartbeat is to uninstall. Again:
 * nothing changes.
 */
export async function releaseMachine(ctx: Context, input: Key & { reason: string }): Promise<void> {
  const { customerId, machineId } = input;
  const machine = await lockMachine(ctx, customerId, machineId);
  const license = await licenseOf(ctx, customerId, machineId);
  if (license) await releaseLicense(ctx, { customerId, licenseId: license.id, reason: input.reason });
  if (machine.state !== "retired")
    await setMachineState(ctx, { customerId, machineId, state: "retired", reason: input.reason });
  if (ctx.actor.kind === "machine") await recordRemoval(ctx, { customerId, machineId });
}

/**
 * After a quarantine: the machine that speaks first from now on stays; a copy that speaks later is shown again.
 * @throws conflict for a machine that is not quarantined, and for a closed customer
 */
export async function endQuarantine(ctx: Context, key: Key): Promise<void> {
  await refuseClosedCustomer(ctx, key.customerId);
  const machine = await lockMachine(ctx, key.customerId, key.machineId);
  if (machine.state !== "quarantined") throw new DomainError("conflict", "This machine is not quarantined.");
  await forgetJoinState(ctx, key);
  const before = machine.stateBefore;
  const back = before !== null && machineIs("resumedAfterQuarantine", before) ? before : "enrolled";
  await setMachineState(ctx, { ...key, state: back });
}

/**
 * Moves a license with its seat to another machine that has reported and waits; the first one is retired and uninstalls
 * at its next heartbeat.
 * @throws conflict where the other machine runs under a license of its own or is of another service, and for a
 * closed customer; rate_limited.
 */
export async function transferSeat(
  ctx: Context,
  input: { customerId: string; licenseId: string; toMachineId: string; reason: string },
): Promise<void> {
  const { customerId, licenseId } = input;
  await refuseClosedCustomer(ctx, customerId);
  const { machineId } = await licenseById(ctx, customerId, licenseId);
  await lockMachine(ctx, customerId, machineId);
  await transferLicense(ctx, input);
  await setMachineState(ctx, { customerId, machineId, state: "retired", reason: input.reason });
}
