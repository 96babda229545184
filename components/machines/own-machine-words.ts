import { formatCount, formatNumber } from "@/components/ui/format";
import { stateLook, statesOf } from "@/components/ui/state-table";
import type { MachineState } from "@/server/collection/states";

/** The states that a list of machines is filtered by, in the order of the table of states. */
export const machineStateChoices = statesOf("machine")
  .filter(([state]) => state !== "overflow" && state !== "expected")
  .map(([id, look]) => ({ id, label: look.word }));

/** The sentence of the list: how many are set up, and how many need attention. */
export function ownMachinesFinding({ all, setUp, troubled }: { all: number; setUp: number; troubled: number }): string {
  if (all === 0) return "The machines that report to this portal, in any cloud or on-premises.";
  const done =
    setUp === all
      ? `${all === 1 ? "The machine is" : `All ${formatNumber(all)} machines are`} set up`
      : `${formatNumber(setUp)} of ${formatCount(all, "machine is", "machines are")} set up`;
  if (troubled === 0) return `${done}. None needs attention.`;
  return `${done}. ${troubled === 1 ? "1 needs" : `${formatNumber(troubled)} need`} attention.`;
}

/** A machine in a sentence: its state, and what it waits for. */
export function ownMachineFinding(machine: {
  state: MachineState;
  stateReason: string | null;
  kind: string;
  serviceName: string;
  cloudName: string | null;
}): string {
  const where = machine.cloudName ? `in ${machine.cloudName}` : "on-premises";
  const what = machine.kind === "overflow" ? `Overflow machine of ${machine.serviceName}` : machine.serviceName;
  const reason = machine.stateReason ? ` ${machine.stateReason}` : "";
  return `${what} ${where}: ${stateLook("machine", machine.state).word.toLowerCase()}.${reason}`;
}
