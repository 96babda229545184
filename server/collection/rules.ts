import { type MachineState, machineIs } from "./states";

/** Whether its key is bound: a failed installation may be on either side of that. */
export const hasEnrolled = (machine: { state: MachineState; enrolledAt: Date | null }): boolean =>
  machineIs("enrolled", machine.state) || (machine.state === "install_failed" && machine.enrolledAt !== null);

/** The audit action a state stands for; the other states have one of the action that led there. */
export const auditActionOf: Partial<Record<MachineState, string>> = {
  enrolled: "machine.enrolled",
  active: "machine.activated",
  install_failed: "installation.failed",
  silent: "machine.silent",
  quarantined: "machine.quarantined",
  retired: "machine.released",
};

export type LinkTerms = {
  kind: "ordinary" | "overflow";
  serial: string | null;
  usesMax: number;
  approve: "auto" | "each";
  instanceId: string | null;
};

/**
 * Why a machine of this link needs a person's approval before it takes a seat, as a sentence; null when it activates by
 * itself (docs/rules.md 2.4).
 */
export function approvalReason(
  link: LinkTerms,
  machine: { serial: string | null; instanceId: string | null; knownHardware: boolean; serialTaken: boolean },
): string | null {
  if (link.kind === "overflow")
    return link.instanceId !== null && machine.instanceId === link.instanceId
      ? null
      : "It does not run in the instance that was created for this overflow.";
  if (machine.knownHardware)
    return "This hardware is known under another key. Approve it if it was installed anew; the earlier one is then retired.";
  if (machine.serialTaken) return "Its serial number is also reported by another machine of this customer.";
  if (link.serial !== null && machine.serial?.toLowerCase() !== link.serial.toLowerCase())
    return `The link was made for serial number ${link.serial}, and this machine reports ${machine.serial ?? "none"}.`;
  if (link.usesMax > 1 && link.approve === "each") return "Each machine of this link is approved by hand.";
  return null;
}

/** `silent` after two missed heartbeats and half a minute for slow clocks and networks. */
export function silentAt(lastHeartbeatAt: Date, nextHeartbeatDueAt: Date): Date {
  return new Date(2 * nextHeartbeatDueAt.getTime() - lastHeartbeatAt.getTime() + 30_000);
}
