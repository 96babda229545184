import { quantityOf } from "@/components/console/meter-words";
import { cloudNameIn, overflowMachineName } from "@/components/events/event-words";
import { formatMoney, formatRate } from "@/components/ui/format";
import { formatDuration, formatPeriod, formatStepTime } from "@/components/ui/format-time";
import type { Fact } from "@/components/ui/summary-strip";
import type { EventPage } from "@/server/monitoring/event-page";

/** The event in a sentence for the company: which cloud carried the sum over and when, and what became of it. */
export function ownEventFinding(page: EventPage): string {
  const { event, overflow } = page;
  const crossed = typeof event.breakdown.crossedAt === "string" ? event.breakdown.crossedAt : event.raisedAt;
  const where = event.cloudId === "on-premises" ? "Use on-premises" : cloudNameIn(page)(event.cloudId);
  return `${where} carried the sum over at ${formatStepTime(crossed)} UTC. ${answerTo(page, overflow?.state)}`;
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
  const { event, customer, meter, firstMachine, charges, overflow, steps } = page;
  const show = (value: string) => quantityOf(value, meter);
  const billed = charges
    .filter((charge) => charge.state !== "failed")
    .reduce((sum, charge) => sum + charge.amountMinor, 0n);
  const carried = steps.find((step) => step.step === "carried" && step.state === "done")?.endedAt;
  const moving = overflow && !["declined", "failed", "held_approval", "held_credit", "stuck"].includes(overflow.state);
  return [
    { label: "Use when raised", value: show(event.aggregate), small: `limit ${show(event.limit)}` },
    {
      label: "Cloud and first machine",
      value: cloudNameIn(page)(event.cloudId),
      small: firstMachine ? (firstMachine.hostname ?? firstMachine.serial ?? firstMachine.id) : "no machine named",
    },
    {
      label: "Billed so far",
      value: formatMoney(billed, event.currency),
      small: `${formatRate(event.rate, event.currency)} a unit of ${meter.unit}`,
      tone: "overflow",
    },
    {
      label: "Window, ordinal",
      value: `${formatPeriod(event.windowStart, event.windowEnd, customer.timeZone)}, ${event.ordinal}`,
      small: customer.timeZone,
    },
    {
      label: "Time to carry",
      value: carried || moving ? formatDuration((carried ?? now).getTime() - event.raisedAt.getTime()) : "–",
      small: carried ? "from raised to carried" : moving ? "so far" : "nothing is on its way",
    },
  ];
}
