import type { OverflowGroup } from "@/server/overflow/states";
import type { countEvents } from "@/server/reads/event-list";

/** The groups of states that events are filtered by, in the order staff care for them. */
export const eventGroupWords: Record<OverflowGroup, string> = {
  stuck: "Stuck or failed",
  waiting: "Waiting for an answer or credit",
  open: "On the way",
  carried: "Carried",
  ended: "Ended",
};

/** The finding of the list: what is open, what needs somebody. */
export function eventsFinding(counts: Awaited<ReturnType<typeof countEvents>>): string {
  if (counts.all === 0) return "No customer has gone over a limit.";
  const parts = [
    counts.stuck > 0 ? `${counts.stuck} stuck or failed` : "",
    counts.waiting > 0 ? `${counts.waiting} waiting for an answer or credit` : "",
    counts.open > 0 ? `${counts.open} on the way` : "",
    counts.carried > 0 ? `${counts.carried} carried` : "",
  ].filter((part) => part !== "");
  const raised = `${counts.all} raised in all`;
  return parts.length === 0 ? `${raised}, all ended.` : `${parts.join(", ")}; ${raised}.`;
}
