import type { ShownEvent } from "@/components/events/shown-event";
import { machineName } from "@/components/machines/machine-name";
import { formatMoney } from "@/components/ui/format";
import { formatClock, formatDay, formatDuration, zoneWords } from "@/components/ui/format-time";
import type { Fact } from "@/components/ui/summary-strip";
import { quantityOf } from "@/components/usage/meter-words";
import { overflowIs } from "@/server/overflow/states";
import { amountFrom, cloudNameIn } from "./event-words";

/** The six key facts of an event. */
export function eventFacts(page: ShownEvent, now: Date): Fact[] {
  const { event, customer, meter, firstMachine, service } = page;
  const zone = page.zone;
  return [
    { label: "Customer", value: customer.name, small: `${customer.identifier} · ${service.name}` },
    {
      label: "Use when raised",
      value: quantityOf(event.aggregate, meter),
      small: `limit ${quantityOf(event.limit, meter)}`,
    },
    {
      label: "Cloud and first machine",
      value: cloudNameIn(page)(event.cloudId),
      small: firstMachine ? machineName(firstMachine) : "no machine identified",
    },
    {
      label: "Amount when raised",
      value: formatMoney(event.amountMinor, event.currency),
      small: amountFrom(page),
      tone: "overflow",
    },
    {
      label: "Window, ordinal",
      value: `${windowWords(page, now)}, ${event.ordinal}`,
      small: `until ${formatDay(event.windowEnd, now, zone)}, ${formatClock(event.windowEnd, zone)} ${zoneWords(zone)}`,
    },
    timeToCarry(page, now),
  ];
}

/** The window in short: `Nov 2026`, `21 Nov`, `21 Nov, 09:00`. Its end is shown below. */
function windowWords(page: ShownEvent, now: Date): string {
  const { event, parameter } = page;
  const zone = page.zone;
  if (parameter.period === "month" && parameter.anchorDay === 1) {
    const middle = new Date((event.windowStart.getTime() + event.windowEnd.getTime()) / 2);
    return middle.toLocaleDateString("en-GB", { month: "short", year: "numeric", timeZone: zone });
  }
  const day = formatDay(event.windowStart, now, zone);
  const clock = formatClock(event.windowStart, zone);
  // A day of the customer begins at midnight of its own zone, which staff read as another hour.
  const whole = parameter.period !== "hour" && parameter.period !== "15min" && clock === "00:00";
  return whole ? day : `${day}, ${clock}`;
}

function timeToCarry(page: ShownEvent, now: Date): Fact {
  const { event, overflow, steps, medianToCarryMs } = page;
  const small = medianToCarryMs === null ? "none carried before" : `median ${formatDuration(medianToCarryMs)}`;
  const carried = steps.find((step) => step.step === "carried" && step.state === "done")?.endedAt;
  const label = "Time to carry";
  if (carried) return { label, value: formatDuration(carried.getTime() - event.raisedAt.getTime()), small };
  if (!overflow || !overflowIs("comingUp", overflow.state))
    return { label, value: "–", small: "no machine is being prepared" };
  return { label, value: formatDuration(now.getTime() - event.raisedAt.getTime()), small: `so far, ${small}` };
}
