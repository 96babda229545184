import type { ShownEvent } from "@/components/events/shown-event";
import { machineName } from "@/components/machines/machine-name";
import type { Step } from "@/components/timeline/timeline";
import { formatMoney, formatRate } from "@/components/ui/format";
import { formatClock, formatDate, formatDay, formatStepTime, zoneWords } from "@/components/ui/format-time";
import { stateLook } from "@/components/ui/state-table";
import { quantityOf } from "@/components/usage/meter-words";
import type { OverflowState } from "@/server/overflow/states";

/** A step with its moments, before its time and duration are computed from the step before. */
export type Moment = Omit<Step, "time" | "duration"> & { startedAt: Date | null; endedAt: Date | null };

/** A host cloud's name; use in none is on-premises. */
export const cloudNameIn = (page: Pick<ShownEvent, "clouds">) => (id: string) =>
  page.clouds.find((cloud) => cloud.id === id)?.name ?? (id === "on-premises" ? "On-premises" : id);

/** The overflow machine's name: the ordered one, else its own. */
export function overflowMachineName(page: ShownEvent): string {
  return page.overflow?.machineOrder?.name ?? (page.machine ? machineName(page.machine) : "the overflow machine");
}

const clockIn = (page: ShownEvent, at: Date | string) => `${formatClock(at, page.zone)} ${zoneWords(page.zone)}`;

/** "Storage over the limit by 214 GiB". */
export const eventTitle = ({ event, meter }: ShownEvent): string =>
  `${meter.name} over the limit by ${quantityOf(event.excess, meter)}`;

/** The finding: which cloud carried the sum over the limit, and the state of the answer. */
export function eventFinding(page: ShownEvent): string {
  return `${crossingOf(page)} ${standingOf(page)}`;
}

/** Which cloud took the sum over the limit, and when. */
export function crossingOf(page: ShownEvent): string {
  const { event } = page;
  const crossed = typeof event.breakdown.crossedAt === "string" ? event.breakdown.crossedAt : event.raisedAt;
  const where = event.cloudId === "on-premises" ? "Use on-premises" : cloudNameIn(page)(event.cloudId);
  return `${where} took the sum over the limit at ${clockIn(page, crossed)}.`;
}

function standingOf(page: ShownEvent): string {
  return page.overflow ? answers[page.overflow.state](page, page.overflow) : "The excess is billed.";
}

type Overflow = NonNullable<ShownEvent["overflow"]>;
type Answer = (page: ShownEvent, overflow: Overflow) => string;

const identifying: Answer = () => "A machine for the excess is being identified.";
const stopped: Answer = (_page, { state, resumeState, error, reason }) =>
  `The overflow ${state === "stuck" ? "is stuck" : "failed"} in the state ${stateLook("overflow", resumeState ?? state).word.toLowerCase()}: ${sentence(error ?? reason ?? "see the timeline")} The excess is billed.`;
const leaving: Answer = (page) => `${overflowMachineName(page)} returns its work and is deleted.`;
const carries = ({ meter }: ShownEvent, { carried }: Overflow) => quantityOf(carried ?? "0", meter);

/** What answers the event, by the state of its overflow. */
const answers: Record<OverflowState, Answer> = {
  requested: identifying,
  resource_identified: identifying,
  configured: identifying,
  creating: (page) => `${overflowMachineName(page)} is being created.`,
  installing: (page) => `${overflowMachineName(page)} is being installed.`,
  enrolled: (page) => `${overflowMachineName(page)} is enrolled and has not acknowledged its entitlements yet.`,
  entitled: (page) => `${overflowMachineName(page)} acknowledged its entitlements and takes over the work.`,
  active: (page, overflow) => `${overflowMachineName(page)} carries ${carries(page, overflow)}.`,
  settled: (page, overflow) =>
    `${overflowMachineName(page)} carries ${carries(page, overflow)}, and the cloud was notified that nothing is in excess.`,
  retiring: leaving,
  unwinding: leaving,
  retired: (page) => `${overflowMachineName(page)} was deleted: use stayed within the limit for a full period.`,
  held_approval: (page, { answerDueAt }) =>
    `The customer is asked whether to start a machine${answerDueAt ? `, until ${clockIn(page, answerDueAt)}` : ""}. The excess is billed meanwhile.`,
  held_credit: () =>
    "The machine waits for credit: the exposure would exceed the credit limit. The excess is billed meanwhile.",
  declined: (_page, { reason }) =>
    `Nothing was started: ${sentence(reason ?? "the overflow was declined")} The excess is billed.`,
  failed: stopped,
  stuck: stopped,
};

/** Ends with a full stop. */
export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** "214 GiB × €0.045". */
export function amountFrom({ event, meter }: ShownEvent): string {
  return `${quantityOf(event.excess, meter)} × ${formatRate(event.rate, event.currency)}`;
}

/** The charges for this event: a window with several events has charges of each. */
export const ownCharges = ({ charges, event }: Pick<ShownEvent, "charges" | "event">): ShownEvent["charges"] =>
  charges.filter(({ billingEventId }) => billingEventId === event.id);

/** "12 units at €0.05, €0.60". */
export function chargeWords(
  charge: ShownEvent["charges"][number],
  meter: Pick<ShownEvent["meter"], "unit" | "decimals">,
): string {
  return `${quantityOf(charge.quantity, meter)} at ${formatRate(charge.rate, charge.currency)}, ${formatMoney(charge.amountMinor, charge.currency)}`;
}

/** A moment of the timeline: the clock, and the day where it is not the day of the event. */
export function stepTime(at: Date, raisedAt: Date, zone: string): string {
  if (formatDate(at, zone) === formatDate(raisedAt, zone)) return formatStepTime(at, zone);
  return `${formatDay(at, raisedAt, zone)}, ${formatClock(at, zone)}`;
}

/** A cloud's answer to a notice. */
export function answerOf(page: ShownEvent, notice: ShownEvent["notices"][number]): string {
  const cloud = cloudNameIn(page)(notice.recipient);
  if (notice.deliveredAt) return `${cloud}, accepted ${formatStepTime(notice.deliveredAt, page.zone)}`;
  return notice.error ? `${cloud}, not accepted yet: ${notice.error}` : `${cloud}, being sent`;
}
