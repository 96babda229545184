import type { DiscoveredInstance } from "@/server/reads/discovered-instances";

const causes: Record<DiscoveredInstance["instance"]["reason"], string> = {
  unknown_event: "Its tag names no billing event of this installation.",
  other_instance: "Its billing event is answered by another instance.",
};

/** Why an instance is listed as discovered, and what to do about it. */
export const discoveredSentence = ({ instance, cloudName }: DiscoveredInstance): string =>
  `${causes[instance.reason]} Nothing here uses or bills it. Delete it at ${cloudName} if it is not needed; otherwise leave it.`;
