import { type MachineGroup, machineGroups } from "@/components/machines/machine-groups";
import { machineFilter } from "@/server/collection/input";

/** Keys of the list's address. */
export const machineKeys = ["q", "state", "service", "cloud", "kind", "sort"];

/** The list's filter from its address; what makes no sense is left out. */
export function machineQuery(params: Record<string, string>) {
  const group = params.state && params.state in machineGroups ? machineGroups[params.state as MachineGroup] : undefined;
  const given = {
    search: params.q,
    states: group ? [...group.states] : params.state ? [params.state] : undefined,
    serviceId: params.service,
    cloudId: params.cloud,
    kind: params.kind,
    sort: params.sort,
  };
  const parsed = machineFilter.safeParse(given);
  return parsed.success ? parsed.data : machineFilter.parse({ search: params.q?.slice(0, 100) });
}
