import { validFilter } from "@/components/list/valid-filter";
import { machineFilter } from "@/server/collection/input";
import { machineGroups } from "./machine-groups";

/** Keys of the address of a list of machines. */
export const machineKeys = ["q", "state", "service", "cloud", "kind", "link", "sort"];

const groups: Record<string, { states: readonly string[] }> = machineGroups;

/** The filter of a list of machines from its address. A state may be a group of states, too. */
export function machineQuery(params: Record<string, string>) {
  const { q, state, service, cloud, kind, link, sort } = params;
  const states = state === undefined ? undefined : (groups[state]?.states ?? [state]);
  return validFilter(machineFilter, {
    search: q,
    states,
    serviceId: service,
    cloudId: cloud,
    kind,
    linkId: link,
    sort,
  });
}
