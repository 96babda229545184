import type { ShownEvent } from "@/components/events/shown-event";
import { actorName } from "@/components/identity/actor-name";
import { machineName } from "@/components/machines/machine-name";
import type { StepState } from "@/components/timeline/timeline";
import { formatCount } from "@/components/ui/format";
import { formatClock, formatStepTime } from "@/components/ui/format-time";
import { quantityOf } from "@/components/usage/meter-words";
import { type OverflowState, type OverflowStepName, overflowIs, workOfOverflow } from "@/server/overflow/states";
import { answerOf, cloudNameIn, type Moment, overflowMachineName, sentence } from "./event-words";
import { evidenceLine } from "./evidence-words";

type Words = {
  /** A step of the overflow, or the application's start, which no step records. */
  id: OverflowStepName | "application";
  /** Its title while it runs, once it is done, and while it is pending (`done` where it has none of its own). */
  running: string;
  done: string;
  todo?: string;
  detail?: (page: ShownEvent, state: StepState) => string | undefined;
};

const steps: Words[] = [
  {
    id: "resource_identified",
    running: "Identifying a resource",
    done: "Resource identified",
    detail: (page, state) => {
      const { overflow } = page;
      if (state === "todo" || !overflow?.resource) return undefined;
      const refused = overflow.resource.refused;
      if (refused.length === 0) return "The first machine's cloud comes first; the resource fits there.";
      const reasons = refused
        .map(({ cloudId, flavor, reason }) => `${flavor} in ${cloudNameIn(page)(cloudId)}: ${reason}`)
        .join(" ");
      return `${formatCount(refused.length, "candidate")} refused. ${reasons}`;
    },
  },
  { id: "configured", running: "Configuring", done: "Configured", detail: () => undefined },
  {
    id: "creating",
    running: "Creating",
    done: "Created",
    todo: "Creating",
    detail: (page, state) =>
      state === "running" ? `${overflowMachineName(page)} is ordered and has not reported yet.` : undefined,
  },
  {
    id: "installing",
    running: "Installing",
    done: "Installed",
    todo: "Installing",
    detail: (_page, state) =>
      state === "todo"
        ? undefined
        : "Same collector and installer as for every machine. Application installed, not started.",
  },
  {
    id: "enrolled",
    running: "Enrolling",
    done: "Enrolled",
    detail: (_page, state) => (state === "done" ? "Key bound, join code spent. Takes no seat." : undefined),
  },
  {
    id: "entitled",
    running: "Waiting for the machine to acknowledge its entitlements",
    done: "Entitlements acknowledged",
    detail: ({ firstMachine, license, meter, overflow }, state) => {
      if (state === "todo") return undefined;
      const from =
        license?.derivedFrom && firstMachine
          ? `Derived from ${machineName(firstMachine)}'s license: same features, access rights and service level; `
          : "";
      const quantity = overflow?.placed ? `quantity ${quantityOf(overflow.placed, meter)}, no limit.` : "";
      return `${from}${quantity} The application starts only with the machine's signature.`.trim();
    },
  },
  { id: "application", running: "Starting the application", done: "Application running" },
  {
    id: "carried",
    running: "Moving the portion",
    done: "Portion carried",
    detail: ({ event, overflow, meter, parameter }, state) => {
      const placed = overflow?.placed;
      if (!placed)
        return parameter.placement === "ascribed"
          ? `${quantityOf(event.excess, meter)} are ascribed to it: what the cloud counts cannot be moved.`
          : `Moves the ${quantityOf(event.excess, meter)} above the limit.`;
      const quantity = quantityOf(placed, meter);
      if (state === "done")
        return `${quantityOf(overflow.carried ?? placed, meter)} ${parameter.placement} there; a heartbeat and its use show it.`;
      return `${quantity} above the limit.`;
    },
  },
  {
    id: "notified",
    running: "Notifying the cloud",
    done: "Cloud notified",
    detail: (_page, state) => (state === "done" ? undefined : "The cloud is notified only when no excess is left."),
  },
];

/** What precedes the resource: a question, or missing credit. */
function held(page: ShownEvent): Moment[] {
  const { overflow } = page;
  if (overflow?.state === "held_approval")
    return [
      {
        id: "held",
        state: "running",
        title: "Waiting for approval",
        detail: `The owner or a billing user of the customer is asked${overflow.answerDueAt ? ` until ${formatClock(overflow.answerDueAt, page.zone)}; without an answer nothing is started` : ""}.`,
        startedAt: overflow.askedAt,
        endedAt: null,
      },
    ];
  if (overflow?.state === "held_credit")
    return [
      {
        id: "held",
        state: "running",
        title: "Waiting for credit",
        detail: sentence(overflow.reason ?? "The exposure would exceed the credit limit"),
        startedAt: overflow.changedAt,
        endedAt: null,
      },
    ];
  if (overflow?.answeredAt)
    return [
      {
        id: "held",
        state: "done",
        title: overflow.answer === "yes" ? "Answered yes" : "Answered no",
        detail: overflow.answeredBy ? `By ${actorName(overflow.answeredBy)}.` : undefined,
        startedAt: overflow.askedAt,
        endedAt: overflow.answeredAt,
      },
    ];
  return [];
}

/**
 * The overflow's own steps, those that have begun with their details, the others pending; retiring once it has begun.
 */
export function overflowStepWords(page: ShownEvent): Moment[] {
  const retiring = page.steps.some((step) => step.step === "retiring");
  const all = retiring ? [...steps, retirement] : steps;
  return [...held(page), ...all.map((words) => moment(page, words))];
}

const retirement: Words = { id: "retiring", running: "Retiring", done: "Retired", todo: "Retiring" };

function moment(page: ShownEvent, words: Words): Moment {
  if (words.id === "application") return application(page, words);
  const row = page.steps.find((step) => step.step === words.id);
  const begun = row === undefined && page.overflow !== null && worksOn(page.overflow.state) === words.id;
  const state = begun ? "running" : stateOf(row);
  const nth = row && row.attempts > 1 && row.state === "done" ? `, at the ${nthWord(row.attempts)} attempt` : "";
  const title =
    state === "running" || (row && row.state === "failed")
      ? words.running
      : state === "todo"
        ? (words.todo ?? words.done)
        : words.done + nth;
  const line = row ? evidenceLine(row.evidence, cloudNameIn(page), page.meter) : [];
  return {
    id: words.id,
    state,
    title,
    detail: [
      row?.error && row.state === "failed" ? failure(row, page.zone) : "",
      words.detail?.(page, state) ?? "",
      row?.nextAttemptAt && row.state === "running"
        ? `Next check ${formatStepTime(row.nextAttemptAt, page.zone)}.`
        : "",
    ]
      .filter((text) => text !== "")
      .join(" "),
    evidence: state === "todo" ? [] : [...(line.length > 0 ? [line] : []), ...callsOf(page, words.id)],
    startedAt: row?.startedAt ?? (begun ? (page.overflow?.changedAt ?? null) : null),
    endedAt: row?.endedAt ?? null,
  };
}

/** The step that is worked on in a state, before anything of it is recorded. While it is held, none is. */
const worksOn = (state: OverflowState) => (overflowIs("held", state) ? undefined : workOfOverflow(state)?.step);

type Row = ShownEvent["steps"][number];

/** `second`, `third`, … `10th`, `21st`. */
function nthWord(n: number): string {
  const word = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"][n - 1];
  const ending = n % 100 > 10 && n % 100 < 14 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return word ?? `${n}${ending}`;
}

function stateOf(row: Row | undefined): StepState {
  if (!row) return "todo";
  if (row.state === "done") return row.attempts > 1 ? "retried" : "done";
  // A failed attempt with another one ahead is still in progress; without one it needs attention.
  return row.state === "failed" && row.nextAttemptAt ? "retried" : row.state;
}

function failure(row: Row, zone: string): string {
  const next = row.nextAttemptAt
    ? `Next attempt ${formatStepTime(row.nextAttemptAt, zone)}.`
    : "It is stuck: try again once the cause is resolved.";
  return `Attempt ${row.attempts} failed: ${sentence(row.error ?? "")} ${next}`;
}

/** The calls to the cloud with their answers, for the steps that call it. */
function callsOf(page: ShownEvent, step: OverflowStepName): { name?: string; text: string }[][] {
  if (step === "creating")
    return page.exchanges
      .filter((call) => call.method === "POST" && call.path.includes("/instances"))
      .slice(-4)
      .map((call) => [
        {
          name: formatStepTime(call.startedAt, page.zone),
          text: `${call.method} ${call.path} → ${call.status ?? "no answer"}`,
        },
        ...(call.error ? [{ text: call.error }] : []),
      ]);
  if (step === "notified") {
    const notice = page.notices.find((one) => one.body.inExcess === false);
    return notice ? [[{ name: "notice", text: `inExcess: false → ${answerOf(page, notice)}` }]] : [];
  }
  return [];
}

/**
 * The application's own step: only an acknowledged license starts it; the machine's report shows that it runs.
 */
function application(page: ShownEvent, words: Words): Moment {
  const acknowledged = page.steps.some((step) => step.step === "entitled" && step.state === "done");
  const at = page.applicationStartedAt;
  const carried = page.steps.find((step) => step.step === "carried" && step.state === "done");
  const ended = at ?? (page.machine?.application === "running" ? (carried?.endedAt ?? null) : null);
  const state: StepState = ended ? "done" : acknowledged ? "running" : "todo";
  return {
    id: words.id,
    state,
    title: state === "running" ? words.running : words.done,
    detail: state === "done" ? "Started under the acknowledged license." : undefined,
    startedAt: ended ?? (acknowledged ? (page.license?.acknowledgedAt ?? null) : null),
    endedAt: ended,
  };
}
