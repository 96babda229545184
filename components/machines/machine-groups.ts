import { type MachineState, machineSets } from "@/server/collection/states";
/** Groups of machine states that staff look for. A single state is a filter too. */
export const machineGroups = {
  needs: { label: "Blocked", states: machineSets.cannotGoOn },
  approval: { label: "Waiting for approval", states: ["pending_approval"] },
  coming: { label: "In preparation", states: machineSets.comingUp },
  active: { label: "Active", states: ["active"] },
  retired: { label: "Retired", states: ["retired"] },
} satisfies Record<string, { label: string; states: readonly MachineState[] }>;
export type MachineGroup = keyof typeof machineGroups;

type Counts = Partial<Record<MachineState, number>>;

/** How many machines are in a group. */
export const inGroup = (counts: Counts, group: MachineGroup): number =>
  machineGroups[group].states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);

/** The finding of the list: how many are active, how many wait or are blocked. */
export function machinesFinding(counts: Counts): string {
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0) - (counts.retired ?? 0);
  if (all === 0) return "No machine has reported yet.";
  const part = (n: number, words: string) => (n > 0 ? [`${n} ${words}`] : []);
  const rest = [
    ...part(inGroup(counts, "coming"), "in preparation"),
    ...part(inGroup(counts, "approval"), "waiting for approval"),
    ...part(inGroup(counts, "needs"), "blocked"),
  ];
  return `${counts.active ?? 0} of ${all} active${rest.length > 0 ? `; ${rest.join(", ")}` : ""}.`;
}
