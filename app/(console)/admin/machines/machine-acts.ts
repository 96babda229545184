import "server-only";
import type { ConsoleAct } from "@/components/list/list-action";
import { refusalOf } from "../staff-may";
import { approveMachine, endQuarantine, rejectMachine, releaseMachine } from "./actions";

type Machine = {
  id: string;
  customerId: string;
  customerName: string;
  hostname: string | null;
  serial: string | null;
  state: string;
  kind: "ordinary" | "overflow";
};

/** What staff can do with machines, each with the reason where it cannot be done. Asked once for a whole list. */
export async function machineActs(): Promise<(machine: Machine) => ConsoleAct[]> {
  const [approval, release] = [await refusalOf("machines.approve"), await refusalOf("licenses.release")];
  return (machine) => {
    const which = { customerId: machine.customerId, machineId: machine.id };
    const name = machine.hostname ?? machine.serial ?? machine.id;
    const pending = machine.state === "pending_approval" ? approval : "It does not wait for approval.";
    return [
      {
        id: "approve",
        label: "Approve…",
        icon: "check",
        title: `Approve ${name}`,
        body: `${name} goes on to its license and installer for ${machine.customerName}. It takes a seat when it enrols.`,
        confirm: "Approve",
        keep: "Leave it waiting",
        disabledReason: pending,
        done: `${name} was approved.`,
        act: approveMachine.bind(null, which),
      },
      {
        id: "reject",
        label: "Reject…",
        icon: "x",
        title: `Reject ${name}`,
        body: `${name} gets neither license nor installer. It may report again with another link.`,
        confirm: "Reject",
        keep: "Leave it waiting",
        destructive: true,
        asksReason: true,
        disabledReason: pending,
        done: `${name} was rejected.`,
        act: rejectMachine.bind(null, which),
      },
      {
        id: "end-quarantine",
        label: "End quarantine…",
        icon: "undo",
        title: `End the quarantine of ${name}`,
        body: "Two machines presented one key. This one goes on; the other has to be installed anew.",
        confirm: "End quarantine",
        keep: "Keep it there",
        disabledReason: machine.state === "quarantined" ? approval : "It is not quarantined.",
        done: `${name} goes on.`,
        act: endQuarantine.bind(null, which),
      },
      {
        id: "release",
        label: "Release seat…",
        icon: "unlink",
        title: `Release the seat of ${name}`,
        body: `Its license ends and the machine is told to uninstall at its next heartbeat. The seat of ${machine.customerName} is free at once.`,
        confirm: "Release seat",
        keep: "Keep it",
        destructive: true,
        divided: true,
        asksReason: true,
        disabledReason:
          machine.kind === "overflow"
            ? "An overflow machine takes no seat; it retires with its overflow."
            : ["enrolled", "active", "silent", "quarantined"].includes(machine.state)
              ? release
              : "It holds no seat.",
        done: `The seat of ${name} is free.`,
        act: releaseMachine.bind(null, which),
      },
    ];
  };
}
