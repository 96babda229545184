import type { ShownEvent } from "@/components/events/shown-event";
import { actorName } from "@/components/identity/actor-name";
import type { Step, StepState } from "@/components/timeline/timeline";
import { formatNumber, formatRate } from "@/components/ui/format";
import { formatDuration } from "@/components/ui/format-time";
import { quantityOf } from "@/components/usage/meter-words";
import { answerOf, chargeWords, cloudNameIn, type Moment, ownCharges, sentence, stepTime } from "./event-words";
import { overflowStepWords } from "./step-words";

/**
 * The timeline of a billing event: threshold met, raised, the overflow's steps, billed. Steps that have
 * not begun are pending. Times are in the zone of the page.
 */
export function eventSteps(page: ShownEvent, now: Date): Step[] {
  const { overflow } = page;
  // A declined overflow has no machine, so that its steps are not shown as pending.
  const machineSteps = overflow?.state === "declined" ? [refusal(page)] : overflow ? overflowStepWords(page) : [];
  const moments = [threshold(page), raised(page), ...machineSteps, billed(page)];
  return timed(
    moments.filter((moment) => moment !== null),
    page,
    now,
  );
}

/** Times and durations: a step took from the end of the one before to its own end. */
function timed(moments: Moment[], page: ShownEvent, now: Date): Step[] {
  const { raisedAt } = page.event;
  let before: Date | null = null;
  return moments.map(({ startedAt, endedAt, ...step }) => {
    const at = endedAt ?? startedAt;
    const until = endedAt ?? (step.state === "todo" || startedAt === null ? null : now);
    const from: Date | null = ["threshold", "raised", "billed"].includes(step.id) ? null : (before ?? startedAt);
    const spent = until && from ? until.getTime() - from.getTime() : null;
    if (endedAt && step.id !== "billed") before = endedAt;
    return {
      ...step,
      ...(at && { time: stepTime(at, raisedAt, page.zone) }),
      ...(step.id === "threshold" && at
        ? durationOf(raisedAt.getTime() - at.getTime(), " before")
        : spent !== null && durationOf(spent)),
    };
  });
}

/** Below this no duration is shown: both moments were written in one transaction. */
const leastMs = 50;

const durationOf = (ms: number, after = "") => (ms < leastMs ? {} : { duration: `${formatDuration(ms)}${after}` });

function threshold(page: ShownEvent): Moment | null {
  const { standing, parameter } = page;
  if (!standing.thresholdMetAt) return null;
  const candidate = standing.candidate;
  return {
    id: "threshold",
    state: "done",
    title: "Threshold met",
    detail: candidate
      ? `${parameter.thresholdPercent} % of the limit. Candidate resource recorded, nothing created. Customer and staff warned.`
      : `${parameter.thresholdPercent} % of the limit. No machine fits yet; customer and staff warned.`,
    evidence: candidate
      ? [
          [
            {
              name: "candidate",
              text: `${candidate.flavor} · ${candidate.image} in ${cloudNameIn(page)(candidate.cloudId)} at ${formatRate(candidate.pricePerHour, candidate.currency)}/h`,
            },
          ],
        ]
      : [],
    startedAt: standing.thresholdMetAt,
    endedAt: standing.thresholdMetAt,
  };
}

function raised(page: ShownEvent): Moment {
  const { event, meter, parameter } = page;
  const limit = formatNumber(event.limit, { decimals: meter.decimals });
  const notice = page.notices.find((one) => one.body.inExcess === true);
  return {
    id: "raised",
    state: "done",
    title: "Raised",
    detail: `Use of ${quantityOf(event.aggregate, meter)} is strictly greater than ${limit}. Policy is ${parameter.overflowPolicy}.`,
    evidence: [
      [
        { name: "event", text: event.id },
        ...(notice ? [{ name: "notice", text: `inExcess: true → ${answerOf(page, notice)}` }] : []),
      ],
    ],
    startedAt: event.raisedAt,
    endedAt: event.raisedAt,
  };
}

function refusal({ overflow }: ShownEvent): Moment {
  const by = overflow?.answeredBy ? ` Answered by ${actorName(overflow.answeredBy)}.` : "";
  return {
    id: "declined",
    state: "done",
    title: "Declined",
    detail: `${sentence(overflow?.reason ?? "No machine was wanted")}${by} The excess is billed.`,
    startedAt: overflow?.changedAt ?? null,
    endedAt: overflow?.changedAt ?? null,
  };
}

/** A window that grows all month has hundreds: the timeline shows the newest. */
const chargesShown = 3;

function billed(page: ShownEvent): Moment {
  const { meter } = page;
  const charges = ownCharges(page);
  const failed = charges.filter((charge) => charge.state === "failed");
  const last = charges.at(-1);
  const state: StepState = last === undefined ? "todo" : failed.length === charges.length ? "failed" : "done";
  return {
    id: "billed",
    state,
    title: "Billed",
    detail:
      last === undefined
        ? "The increment is charged once committed use has been judged again."
        : failed.length > 0
          ? `${failed.length} of ${charges.length} charges failed; a failed one does not count as remitted.`
          : `By running total: amounts remitted before are deducted.${charges.length > chargesShown ? ` The last ${chargesShown} of ${charges.length} charges:` : ""}`,
    evidence: charges
      .slice(-chargesShown)
      .map((charge) => [
        { name: "charge", text: charge.id },
        { text: chargeWords(charge, meter) },
        ...(charge.state === "posted" ? [] : [{ text: charge.state }]),
      ]),
    startedAt: last?.createdAt ?? null,
    endedAt: last?.createdAt ?? null,
  };
}
