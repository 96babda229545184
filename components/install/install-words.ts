import { machineName } from "@/components/machines/machine-name";
import { stateLook } from "@/components/ui/state-table";
import type { MachineState } from "@/server/collection/states";
import type { ServiceTraits } from "@/server/services/service-kind";
import type { ServiceChoice } from "./link-form";

/** A service as a card to choose: what it does, and what it needs of the machine. */
export function serviceChoice(service: {
  slug: string;
  name: string;
  summary: string;
  needsStorage: boolean;
  traits: ServiceTraits;
}): ServiceChoice {
  return {
    slug: service.slug,
    name: service.name,
    text: service.needsStorage ? service.summary : `${service.summary} The serial number alone is enough.`,
    icon: service.traits.icon,
  };
}

/** The page's sentence: what to do, or how far the machine is. */
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
    return "Run one line on the machine. It reports what it is, gets an installer made for it, and sets the service up.";
  const name = machineName(machine);
  if (machine.state === "active") return `${name} is active.`;
  if (!informed && machine.state === "reported")
    return `${name} has reported and waits for customer information. Give it below, and it goes on by itself.`;
  const reason = machine.stateReason ? ` ${machine.stateReason}` : "";
  return `${name}: ${stateLook("machine", machine.state).word.toLowerCase()}.${reason}`;
}
