import Decimal from "decimal.js";
import { eventFacts } from "@/components/events/event-facts";
import { crossingOf, overflowMachineName, ownCharges } from "@/components/events/event-words";
import type { ShownEvent } from "@/components/events/shown-event";
import { billedUnitOf } from "@/components/subscriptions/limit-words";
import { formatMoney, formatRate } from "@/components/ui/format";
import type { Fact } from "@/components/ui/summary-strip";
import { quantityOf } from "@/components/usage/meter-words";
import type { OverflowState } from "@/server/overflow/states";

/**
 * The event in a sentence for the company: which cloud took the sum over the limit and when, and what is done about it.
 */
export function ownEventFinding(page: ShownEvent): string {
  return `${crossingOf(page)} ${answers[page.overflow?.state ?? "declined"](page)}`;
}

const identifying = () => "A machine for the excess is being identified.";
const inPreparation = (page: ShownEvent) => `${overflowMachineName(page)} is being prepared.`;
const leaving = (page: ShownEvent) => `${overflowMachineName(page)} returns its work and is deleted.`;
const carries = (page: ShownEvent) =>
  `${overflowMachineName(page)} carries ${quantityOf(page.overflow?.carried ?? "0", page.meter)}.`;

/** What answers the event, by the state of its overflow, for the company. */
const answers: Record<OverflowState, (page: ShownEvent) => string> = {
  requested: identifying,
  resource_identified: inPreparation,
  configured: inPreparation,
  creating: inPreparation,
  installing: inPreparation,
  enrolled: inPreparation,
  entitled: inPreparation,
  active: carries,
  settled: carries,
  retiring: leaving,
  unwinding: leaving,
  retired: (page) => `${overflowMachineName(page)} was deleted: use stayed within the limit for a full period.`,
  held_approval: () => "You are asked whether to start a machine; the use is billed meanwhile.",
  held_credit: () => "A machine waits for credit; the use is billed meanwhile.",
  declined: () => "No machine was started; the use is billed.",
  failed: () => "A machine could not be started; the use is billed.",
  stuck: () => "The machine is stuck; the provider has been notified.",
};

/** The key facts of an event for the company. */
export function ownEventFacts(page: ShownEvent, now: Date): Fact[] {
  const [, use, cloud, amount, window, carry] = eventFacts(page, now);
  const billed = billedFact(page);
  return [use, cloud, billed ?? amount, window, carry].filter((fact) => fact !== undefined);
}

/** The sum of the event's own charges; null before the first, when there is only the amount when raised. */
function billedFact(page: ShownEvent): Fact | null {
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
    small: `${quantityOf(quantity, { ...meter, unit: billedUnitOf({ ...meter, ...page.parameter }) })} × ${formatRate(event.rate, event.currency)}`,
    tone: "overflow",
  };
}
