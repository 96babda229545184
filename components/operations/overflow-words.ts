import { staffZone } from "@/components/frame/staff-zone";
import { formatCount } from "@/components/ui/format";
import { formatClock, formatDay } from "@/components/ui/format-time";
import { stateLook } from "@/components/ui/state-table";
import type { OpenOverflow } from "@/server/reads/open-work";

/** The cause of an open overflow's state and its next step: one sentence for staff. */
export function overflowSentence(row: OpenOverflow, now: Date): string {
  const at = (instant: Date) =>
    Math.abs(instant.getTime() - now.getTime()) < 86_400_000
      ? formatClock(instant, staffZone)
      : formatDay(instant, now, staffZone);
  const cause = row.error ?? row.reason;
  const causeSentence = cause ? (/[.!?]$/.test(cause) ? cause : `${cause}.`) : "";
  switch (row.state) {
    case "stuck":
      return `${causeSentence || "It does not continue automatically."} ${tries(row.attempts)} Try again once the cause is resolved.`;
    case "failed":
      return `${causeSentence || "It could not be started."} The excess is billed and not carried.`;
    case "held_credit":
      return causeSentence || "The machine waits for a payment or a higher credit limit; the use is billed meanwhile.";
    case "held_approval": {
      const due = row.answerDueAt ? ` Without an answer by ${at(row.answerDueAt)} nothing is started.` : "";
      return `The customer is asked whether to start a machine.${due}`;
    }
    default:
      return `${causeSentence} ${row.attempts > 1 ? `Attempt ${row.attempts}. ` : ""}Next check ${at(row.nextAttemptAt)}.`.trim();
  }
}

const tries = (attempts: number) => (attempts > 0 ? `Tried ${formatCount(attempts, "time")}.` : "");

/** "EV-2027, creating": the event and where its overflow stopped. */
export function overflowTitle(row: OpenOverflow): string {
  const stopped = row.state === "stuck" && row.resumeState ? row.resumeState : row.state;
  return `EV-${row.number}, ${stateLook("overflow", stopped).word.toLowerCase()}`;
}
