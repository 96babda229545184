import { machineName } from "@/components/machines/machine-name";

/** The name of the machine that a license is for. */
export const licensedMachine = (license: {
  hostname: string | null;
  serial: string | null;
  machineId: string;
}): string => machineName({ ...license, id: license.machineId });
