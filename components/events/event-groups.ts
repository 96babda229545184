import { formatCounted } from "@/components/ui/format";
import type { OverflowGroup } from "@/server/overflow/states";
import type { countEvents } from "@/server/reads/event-list";

/** The groups of states that events are filtered by, the most urgent first. */
export const eventGroupWords: Record<OverflowGroup, string> = {
  stuck: "Stuck or failed",
  waiting: "Waiting for approval or credit",
  open: "In progress",
  carried: "Carried",
  ended: "Ended",
};

/** The finding of the list: what is open, what needs attention. */
export function eventsFinding(counts: Awaited<ReturnType<typeof countEvents>>): string {
  if (counts.all.n === 0) return "No customer has exceeded a limit.";
  const parts = [
    counts.stuck.n > 0 ? `${formatCounted(counts.stuck)} stuck or failed` : "",
    counts.waiting.n > 0 ? `${formatCounted(counts.waiting)} waiting for approval or credit` : "",
    counts.open.n > 0 ? `${formatCounted(counts.open)} in progress` : "",
    counts.carried.n > 0 ? `${formatCounted(counts.carried)} carried` : "",
  ].filter((part) => part !== "");
  const raised = `${formatCounted(counts.all)} raised in total`;
  return parts.length === 0 ? `${raised}, all ended.` : `${parts.join(", ")}; ${raised}.`;
}
