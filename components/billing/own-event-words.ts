import Decimal from "decimal.js";
import { eventFacts } from "@/components/events/event-facts";
import { cloudNameIn, overflowMachineName, ownCharges } from "@/components/events/event-words";
import { formatMoney, formatRate } from "@/components/ui/format";
import { formatClock } from "@/components/ui/format-time";
import type { Fact } from "@/components/ui/summary-strip";
import { quantityOf } from "@/components/usage/meter-words";
import type { EventPage } from "@/server/reads/event-page";

/** The event in a sentence for the company: which cloud carried the sum over and when, and what became of it. */
export function ownEventFinding(page: EventPage): string {
  const { event, overflow } = page;
  const crossed = typeof event.breakdown.crossedAt === "string" ? event.breakdown.crossedAt : event.raisedAt;
  const where = event.cloudId === "on-premises" ? "Use on-premises" : cloudNameIn(page)(event.cloudId);
  return `${where} carried the sum over at ${formatClock(crossed)} UTC. ${answerTo(page, overflow?.state)}`;
}

function answerTo(page: EventPage, state: string | undefined): string {
  const { overflow, meter } = page;
  const name = overflowMachineName(page);
  switch (state) {
    case "active":
    case "settled":
      return `${name} carries ${quantityOf(overflow?.carried ?? "0", meter)}.`;
    case "held_approval":
      return "You are asked whether to start a machine; the use is billed meanwhile.";
    case "held_credit":
      return "A machine waits for credit; the use is billed meanwhile.";
    case "declined":
      return "No machine was started; the use is billed.";
    case "failed":
      return "A machine could not be started; the use is billed.";
    case "stuck":
      return "The machine is stuck on its way; your provider has been told.";
    case "retiring":
    case "unwinding":
      return `${name} gives its work back and is taken down.`;
    case "retired":
      return `${name} was taken down: use stayed within the limit for a full period.`;
    case undefined:
    case "requested":
      return "A machine for the excess is being identified.";
    default:
      return `${name} is on its way.`;
  }
}

/** The facts of an event that matter to the company. */
export function ownEventFacts(page: EventPage, now: Date): Fact[] {
  const [, use, cloud, amount, window, carry] = eventFacts(page, now);
  const billed = billedFact(page);
  return [use, cloud, billed ?? amount, window, carry].filter((fact) => fact !== undefined);
}

/** What the event's own charges come to; before the first there is only the amount when it was raised. */
function billedFact(page: EventPage): Fact | null {
  const { event, meter } = page;
  const posted = ownCharges(page).filter(({ state }) => state === "posted");
  if (posted.length === 0) return null;
  const quantity = posted.reduce((sum, charge) => sum.plus(charge.quantity), new Decimal(0)).toFixed();
  return {
    label: "Billed so far",
    value: formatMoney(
      posted.reduce((sum, charge) => sum + charge.amountMinor, 0n),
      event.currency,
    ),
    small: `${quantityOf(quantity, meter)} × ${formatRate(event.rate, event.currency)}`,
    tone: "overflow",
  };
}
