import { formatCount } from "@/components/ui/format";
import type { StateShape, StateTone } from "@/components/ui/state-table";
import type { Capability } from "@/server/clouds/driver";
import type { CloudFigures } from "@/server/reads/cloud-figures";

/** How a host cloud answers, as shape, color and word. One without capabilities is read from files only. */
export function cloudState(cloud: CloudFigures): { shape: StateShape; tone: StateTone; word: string } {
  if (cloud.driverFault !== null) return { shape: "square", tone: "over", word: "Driver not installed" };
  if (cloud.capabilities.length === 0) return { shape: "ring", tone: "grey", word: "Files only" };
  if (cloud.settings === null) return { shape: "square", tone: "over", word: "No connection set" };
  if (cloud.lastError !== null) return { shape: "square", tone: "over", word: "Does not answer" };
  if (cloud.lastPolledAt === null) return { shape: "ring", tone: "grey", word: "Not polled yet" };
  if (cloud.failed > 0) return { shape: "triangle", tone: "near", word: `${cloud.failed} failed in the last hour` };
  return { shape: "dot", tone: "fine", word: "Answers" };
}

const capabilityWords: Record<Capability, string> = {
  inventory: "an inventory",
  prices: "prices",
  usage: "usage figures",
  machines: "machines on demand",
  storage: "storage",
  notices: "notices",
};

/** What a cloud that is polled does not offer, as a sentence; null where it offers all, or nothing by intent. */
export function lackingWords({ capabilities }: CloudFigures): string | null {
  const lacking = Object.entries(capabilityWords).filter(([name]) => !capabilities.some((has) => has === name));
  if (capabilities.length === 0 || lacking.length === 0) return null;
  return `It does not offer ${lacking.map(([, words]) => words).join(", ")}.`;
}

/** The finding of the page: how many clouds, whether all answer, what runs in them. */
export function cloudsFinding(clouds: CloudFigures[]): string {
  if (clouds.length === 0) return "No host cloud yet. Until there is one, all machines count as on-premises.";
  const silent = clouds.filter((cloud) => cloudState(cloud).tone === "over");
  const machines = clouds.reduce((sum, cloud) => sum + cloud.machines, 0);
  const overflow = clouds.reduce((sum, cloud) => sum + cloud.overflowMachines, 0);
  const run = `${formatCount(machines, "machine runs", "machines run")} there, and ${formatCount(overflow, "overflow machine")}.`;
  const many = formatCount(clouds.length, "cloud");
  if (silent.length === 0) return `${many}. ${run}`;
  return `${many}; ${silent.map(({ name }) => name).join(", ")} ${silent.length === 1 ? "does" : "do"} not answer. ${run}`;
}
