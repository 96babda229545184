import type { machines, overflows, serviceConfigurations } from "@/db/schema";
import { machineIs } from "../collection/states";
import { overflowIs } from "../overflow/states";
import { Exact, readExact, writeExact } from "../quantity";

type Row<Table extends { $inferSelect: object }> = Table["$inferSelect"];

/** The machine whose work an overflow machine takes over, with its wanted configuration. */
export type FirstMachine = {
  machine: Pick<Row<typeof machines>, "state" | "enrolledAt"> | null;
  wanted: Pick<Row<typeof serviceConfigurations>, "state" | "serviceId" | "units"> | null;
};

/** Units that a first machine can still give up: none where it is silent, released or not run by this service. */
function movableUnits({ machine, wanted }: FirstMachine, serviceId: string): number {
  if (!machine?.enrolledAt || machineIs("interrupted", machine.state) || machine.state === "retired") return 0;
  return wanted?.state === "configured" && wanted.serviceId === serviceId ? wanted.units : 0;
}

/**
 * How much of a placed meter an overflow machine can come to carry, in the meter's unit: it runs its first machine's
 * workload, so never more than it took from that machine and that machine still has. Room beyond it cannot be used and
 * must not hold back the next ordinal. null until a resource is identified.
 */
export function usableCapacity(
  overflow: Pick<Row<typeof overflows>, "state" | "capacity" | "placed" | "taken">,
  first: FirstMachine,
  serviceId: string,
): string | null {
  const { state, capacity, placed, taken } = overflow;
  if (capacity === null) return null;
  if (overflowIs("leaving", state)) return "0";
  const units = movableUnits(first, serviceId);
  // One that is still coming up stands with its plan where its first machine is away for the moment.
  if (taken === null && units === 0) return placed ?? "0";
  return writeExact(Exact.min(readExact(capacity), readExact(taken ?? "0").plus(units)));
}
