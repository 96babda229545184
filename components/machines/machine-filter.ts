import type { MachineFilter } from "@/server/collection/input";
import { machineStateChoices } from "./own-machine-words";

const sorts = ["newest", "oldest", "name", "state", "heartbeat"] as const;

/** The filter that stands in a list's address; what nobody knows is left out. */
export function filterOf(params: Record<string, string>): Omit<MachineFilter, "cursor" | "limit"> {
  const { q, state, service, cloud, kind, sort } = params;
  const known = machineStateChoices.find(({ id }) => id === state)?.id;
  return {
    sort: sorts.find((one) => one === sort) ?? "newest",
    ...(q && { search: q.slice(0, 100) }),
    ...(known && { states: [known as NonNullable<MachineFilter["states"]>[number]] }),
    ...(service && { serviceId: service.slice(0, 100) }),
    ...(cloud && { cloudId: cloud.slice(0, 100) }),
    ...((kind === "ordinary" || kind === "overflow") && { kind }),
  };
}
