import type { machineStates } from "@/db/schema/collection";

export type MachineState = (typeof machineStates)[number];

/** Where a machine may go from where it is (docs/rules.md 2.10). `retired` is reachable from everywhere. */
const transitions: Record<MachineState, readonly MachineState[]> = {
  discovered: ["reported"],
  reported: ["configured", "insufficient_storage"],
  insufficient_storage: ["reported"],
  configured: ["licensed", "insufficient_storage"],
  licensed: ["installing", "insufficient_storage"],
  installing: ["pending_approval", "enrolled", "install_failed"],
  pending_approval: ["enrolled", "quarantined"],
  install_failed: ["installing", "pending_approval", "enrolled", "active", "silent", "quarantined"],
  enrolled: ["active", "install_failed", "silent", "quarantined"],
  active: ["install_failed", "silent", "quarantined", "enrolled"],
  silent: ["enrolled", "active", "install_failed", "quarantined"],
  quarantined: ["enrolled", "active", "install_failed", "pending_approval", "silent"],
  retired: ["reported"],
};

export const mayGo = (from: MachineState, to: MachineState): boolean =>
  to === "retired" || transitions[from].includes(to);

/** Before these a machine has no license document and calls with its link alone. */
export const beforeEnrolment: readonly MachineState[] = [
  "discovered",
  "reported",
  "insufficient_storage",
  "configured",
  "licensed",
  "installing",
];
export const hasEnrolled = (state: MachineState): boolean =>
  !beforeEnrolment.includes(state) && state !== "retired" && state !== "install_failed";

/** The audit action a state stands for; the other states have one of the act that led there. */
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
 * Why a machine of this link needs somebody's approval before it takes a seat, as a sentence; null when it activates by
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
