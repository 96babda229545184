import { formatMoney, formatQuantity } from "@/components/ui/format";
import { formatDate, formatDuration, formatPeriod } from "@/components/ui/format-time";
import type { Fact } from "@/components/ui/summary-strip";
import type { EventPage } from "@/server/monitoring/event-page";
import { amountFrom, cloudNameIn, machineName } from "./event-words";

/** The six facts of an event that matter. */
export function eventFacts(page: EventPage, now: Date): Fact[] {
  const { event, customer, meter, firstMachine, service } = page;
  const zone = customer.timeZone;
  return [
    { label: "Customer", value: customer.name, small: `${customer.identifier} · ${service.name}` },
    {
      label: "Use when raised",
      value: formatQuantity(event.aggregate, meter.unit, meter.decimals),
      small: `limit ${formatQuantity(event.limit, meter.unit, meter.decimals)}`,
    },
    {
      label: "Cloud and first machine",
      value: cloudNameIn(page)(event.cloudId),
      small: firstMachine ? machineName(firstMachine) : "no machine named",
    },
    {
      label: "Amount when raised",
      value: formatMoney(event.amountMinor, event.currency),
      small: amountFrom(page),
      tone: "overflow",
    },
    {
      label: "Window, ordinal",
      value: `${formatPeriod(event.windowStart, event.windowEnd, zone)}, ${event.ordinal}`,
      small: `${zone}, to ${formatDate(new Date(event.windowEnd.getTime() - 1), zone)}`,
    },
    timeToCarry(page, now),
  ];
}

const notOnTheWay = ["declined", "failed", "stuck", "held_approval", "held_credit"];

function timeToCarry(page: EventPage, now: Date): Fact {
  const { event, overflow, steps, medianToCarryMs } = page;
  const small = medianToCarryMs === null ? "none carried before" : `median ${formatDuration(medianToCarryMs)}`;
  const carried = steps.find((step) => step.step === "carried" && step.state === "done")?.endedAt;
  const label = "Time to carry";
  if (carried) return { label, value: formatDuration(carried.getTime() - event.raisedAt.getTime()), small };
  if (!overflow || notOnTheWay.includes(overflow.state)) return { label, value: "–", small: "nothing is on its way" };
  return { label, value: formatDuration(now.getTime() - event.raisedAt.getTime()), small: `so far, ${small}` };
}
