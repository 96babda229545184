import type { MachineDetail } from "@/server/reads/machine-detail";

/**
 * What the machine has reported since its newest installer was transmitted, oldest first: the failure of an earlier try
 * says nothing of this one.
 */
export function stepsOfThisTry({ installers, steps }: Pick<MachineDetail, "installers" | "steps">) {
  const begun = installers[0]?.transmittedAt;
  return begun ? steps.filter((step) => step.at >= begun) : steps;
}
