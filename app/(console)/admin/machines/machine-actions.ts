import { machineName } from "@/components/machines/machine-name";
import "server-only";
import type { ListAction } from "@/components/list/list-action";
import { type MachineState, machineIs } from "@/server/collection/states";
import { closedRefusal } from "@/server/configuration/rules";
import type { CustomerState } from "@/server/configuration/states";
import { refusalOf } from "@/server/identity/refusal";
import { pageStaff } from "@/server/trpc/caller";

type Machine = {
  id: string;
  customerId: string;
  customerName: string;
  customerState: CustomerState;
  hostname: string | null;
  serial: string | null;
  state: MachineState;
  kind: "ordinary" | "overflow";
};

/**
 * What can be done with a machine in its state, each action with the reason where this member of staff may not, or its
 * company is closed. Called once for a whole list.
 */
export async function machineActions(): Promise<(machine: Machine) => ListAction[]> {
  const staff = await pageStaff();
  const [approval, release] = [refusalOf(staff, "machines.approve"), refusalOf(staff, "licenses.release")];
  return (machine) => {
    const input = { customerId: machine.customerId, machineId: machine.id };
    const name = machineName(machine);
    const approves = approval ?? closedRefusal({ name: machine.customerName, state: machine.customerState });
    const ordinary = machine.kind === "ordinary";
    const all: (ListAction & { fits: boolean })[] = [
      {
        id: "approve",
        label: "Approve…",
        icon: "check",
        title: `Approve ${name}`,
        body: `${name} continues with its license and installer for ${machine.customerName}. It takes a seat when it enrolls.`,
        confirm: "Approve",
        fits: machine.state === "pending_approval",
        disabledReason: approves,
        done: `${name} was approved.`,
        call: { mutation: "machines.approve", input },
      },
      {
        id: "reject",
        label: "Reject…",
        icon: "x",
        title: `Reject ${name}`,
        body: `${name} gets neither license nor installer. It may report again with another link.`,
        confirm: "Reject",
        destructive: true,
        asksReason: "staff",
        fits: machine.state === "pending_approval",
        disabledReason: approval,
        done: `${name} was rejected.`,
        call: { mutation: "machines.reject", input },
      },
      {
        id: "end-quarantine",
        label: "End quarantine…",
        icon: "undo",
        title: `End the quarantine of ${name}`,
        body: "Two machines presented one key. This one continues; the other has to be installed again.",
        confirm: "End quarantine",
        fits: machine.state === "quarantined",
        disabledReason: approves,
        done: `The quarantine of ${name} has ended.`,
        call: { mutation: "machines.endQuarantine", input },
      },
      {
        id: "release",
        label: "Release seat…",
        icon: "unlink",
        title: `Release the seat of ${name}`,
        body: `Its license ends and the machine uninstalls at its next heartbeat. The seat of ${machine.customerName} is free at once.`,
        confirm: "Release seat",
        destructive: true,
        divided: true,
        asksReason: "staff",
        fits: ordinary && machineIs("setUp", machine.state),
        disabledReason: release,
        done: `The seat of ${name} is free.`,
        call: { mutation: "machines.release", input },
      },
      {
        id: "remove",
        label: "Remove…",
        icon: "trash",
        title: `Remove ${name}`,
        body: `${name} is listed as retired, and what was reserved for it is free. Its link, or a new one, installs it again.`,
        confirm: "Remove machine",
        destructive: true,
        divided: true,
        asksReason: "staff",
        fits: ordinary && machineIs("removable", machine.state),
        disabledReason: release,
        done: `${name} was removed.`,
        call: { mutation: "machines.release", input },
      },
    ];
    return all.flatMap(({ fits, ...action }) => (fits ? [action] : []));
  };
}
