import { machineName } from "@/components/machines/machine-name";
import { stateLook } from "@/components/ui/state-table";
import type { MachineState } from "@/server/collection/states";
import type { ServiceTraits } from "@/server/services/service-kind";
import type { ServiceChoice } from "./link-form";

/** A service as a card to choose: its purpose, and what it requires of the machine. */
export function serviceChoice(service: {
  slug: string;
  name: string;
  summary: string;
  needsStorage: boolean;
  traits: ServiceTraits;
  missing: string[];
}): ServiceChoice {
  return {
    slug: service.slug,
    name: service.name,
    text: service.needsStorage ? service.summary : `${service.summary} The serial number alone is enough.`,
    icon: service.traits.icon,
    missing: service.missing,
  };
}

/** The page's sentence: what to do, or the machine's progress. */
export function installFinding(
  machine: {
    hostname: string | null;
    serial: string | null;
    id: string;
    state: MachineState;
    stateReason: string | null;
  } | null,
  informed: boolean,
): string {
  if (!machine)
    return "Run one command on the machine. It reports its hardware, receives an installer of its own and sets the service up.";
  const name = machineName(machine);
  if (machine.state === "active") return `${name} is active.`;
  if (!informed && machine.state === "reported")
    return `${name} has reported and waits for customer information. Enter it below, and the installation continues.`;
  const reason = machine.stateReason ? ` ${machine.stateReason}` : "";
  return `${name}: ${stateLook("machine", machine.state).word.toLowerCase()}.${reason}`;
}
