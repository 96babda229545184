import { stateLook, statesOf } from "@/components/ui/state-table";
import type { MachineState } from "@/server/collection/states";

/** The states that a list of machines is filtered by, in the order of the table of looks. */
export const machineStateChoices = statesOf("machine")
  .filter(([state]) => state !== "overflow" && state !== "expected")
  .map(([id, look]) => ({ id, label: look.word }));

/** The sentence of the list: how many are set up, and how many need somebody. */
export function ownMachinesFinding({ all, setUp, troubled }: { all: number; setUp: number; troubled: number }): string {
  if (all === 0) return "Everything that reports to this portal, in any cloud or under a desk.";
  const done =
    setUp === all
      ? `${all === 1 ? "The machine is" : `All ${all} machines are`} set up`
      : `${setUp} of ${all} machines are set up`;
  if (troubled === 0) return `${done}. None needs you.`;
  return `${done}. ${troubled === 1 ? "1 needs" : `${troubled} need`} something from you.`;
}

/** A machine in a sentence: how it is, and what it waits for. */
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
