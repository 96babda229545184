import { isAsked, isHeldForCredit } from "@/components/billing/billing-words";
import { formatCount, formatMoney, formatNumber, formatPercent, percentOf } from "@/components/ui/format";
import { formatDay } from "@/components/ui/format-time";
import type { Fact } from "@/components/ui/summary-strip";
import { quantityOf } from "@/components/usage/meter-words";
import { type StandingState, standingIs, standingStates } from "@/server/billing/states";
import { type MachineState, machineSets, machineStates } from "@/server/collection/states";
import type { Exposure } from "@/server/money/exposure";
import type { StatementContent } from "@/server/money/statement-view";
import { overflowIs } from "@/server/overflow/states";
import type { OverflowAtWork, StandingRow } from "@/server/reads/standings";

/** How many of a company's machines are set up, and how many need attention, of its counts by state. */
export function machineSums(counts: Partial<Record<MachineState, number>>) {
  const sum = (states: readonly MachineState[]) => states.reduce((total, state) => total + (counts[state] ?? 0), 0);
  return {
    all: sum(machineStates) - sum(["retired"]),
    setUp: sum(machineSets.setUp),
    troubled: sum(machineSets.needsAttention),
  };
}

/** The state of a standing by its figures: above the limit, carried or not; at or near it; fine; without a limit. */
export function standingState(row: StandingRow): StandingState {
  const { standing, limit } = row;
  if (limit === null) return "no_limit";
  const figures = standing?.figures;
  if (!standing || !figures) return "fine";
  if (Number(figures.excess) > 0) return "excess";
  if (Number(figures.overflow) > 0) return "overflow";
  const share = percentOf(figures.use, limit);
  if (share?.eq(100)) return "at_limit";
  return share?.gte(row.thresholdPercent) ? "near" : "fine";
}

/** The most urgent first: what is not carried, what is carried, what is near, then the fullest. */
export function inUrgency(rows: StandingRow[]): StandingRow[] {
  const share = (row: StandingRow) =>
    row.limit !== null && row.standing?.figures ? Number(percentOf(row.standing.figures.use, row.limit) ?? 0) : 0;
  return [...rows].sort(
    (a, b) =>
      standingStates.indexOf(standingState(a)) - standingStates.indexOf(standingState(b)) || share(b) - share(a),
  );
}

const carries = (one: OverflowAtWork) => overflowIs("carried", one.state);

/**
 * The finding of the overview: the most urgent limit and what is done about it, else what is missing, else that all is
 * well.
 */
export function ownOverviewFinding(
  rows: StandingRow[],
  machines: { all: number; setUp: number; troubled: number },
  now: Date,
): string {
  const first = inUrgency(rows)[0];
  const figures = first?.standing?.figures;
  const state = first ? standingState(first) : "fine";
  if (first && figures && standingIs("above", state)) {
    // The threshold is met below the limit, perhaps weeks before: the day of the crossing is the event's.
    const raisedAt = first.overflows[0]?.raisedAt;
    const on = raisedAt ? ` on ${formatDay(raisedAt, now, first.timeZone)}` : "";
    const passed = `${first.meterName}${whereOf(first)} passed ${isPlural(first) ? "their" : "its"} limit${on}.`;
    return `${passed} ${answerTo(first, figures.overflow, figures.excess)}`;
  }
  if (machines.all === 0) return "No machine is set up yet. Install the first one with one command.";
  if (first && figures && first.limit !== null && standingIs("nearLimit", state))
    return `${first.meterName}${whereOf(first)} ${isPlural(first) ? "are" : "is"} at ${formatPercent(percentOf(figures.use, first.limit) ?? 0)} of ${isPlural(first) ? "their" : "its"} limit. ${withinWords(first)}`;
  const limited = rows.some((row) => row.limit !== null);
  if (machines.troubled > 0)
    return `${limited ? "Use is within every limit." : "No limit is set."} ${formatCount(machines.troubled, "machine needs", "machines need")} attention.`;
  const coming = machines.all - machines.setUp;
  if (coming > 0)
    return `${limited ? "Use is within every limit." : "No limit is set."} ${formatCount(coming, "machine is", "machines are")} being set up.`;
  return limited ? "Everything is set up, and use is within every limit." : "Everything is set up; no limit is set.";
}

/** The one cloud whose use a limit counts. */
const whereOf = ({ scopeCloud }: StandingRow): string => (scopeCloud ? ` in ${scopeCloud.name}` : "");
const isPlural = ({ meterName }: StandingRow): boolean => meterName.endsWith("s");

/**
 * The sentence of a limit that is not exceeded: nothing above it yet, or the effect of an earlier crossing.
 */
function withinWords(row: StandingRow): string {
  if (row.overflows.some(carries))
    return "The overflow machine stays until use without it has been within the limit for a full period.";
  if (row.soFarMinor > 0n) return `${formatMoney(row.soFarMinor, row.currency)} was billed earlier for use above it.`;
  return "No machine was started and nothing was billed.";
}

function answerTo(row: StandingRow, carried: string, excess: string): string {
  const show = (value: string) => quantityOf(value, row);
  const working = row.overflows.filter(carries).length;
  const machines = working === 1 ? "One overflow machine carries" : `${working} overflow machines carry`;
  if (Number(excess) === 0) return `${machines} the ${show(carried)} above it.`;
  const asked = row.overflows.some(isAsked);
  const held = row.overflows.some(isHeldForCredit);
  const onTheWay = row.overflows.some((one) => !carries(one));
  const one = Number(excess) === 1;
  const next = asked
    ? "you are asked whether to start a machine"
    : held
      ? "a machine waits for credit"
      : onTheWay
        ? "a machine is being prepared"
        : row.mode === "offset"
          ? "the clouds' offsets are billed"
          : `${one ? "it is" : "they are"} billed`;
  return `${show(excess)} above it ${one ? "is" : "are"} not carried: ${next}.`;
}

/** The facts under the head: machines, the two most urgent limits, money. */
export function ownOverviewFacts(
  rows: StandingRow[],
  machines: { all: number; setUp: number; troubled: number },
  period: StatementContent,
  exposure: Exposure,
  now: Date,
): Fact[] {
  const urgent = inUrgency(rows).slice(0, 2);
  const colored = urgent.findIndex((row) => standingIs("above", standingState(row)));
  return [
    {
      label: "Set up",
      value: `${machines.setUp} of ${formatCount(machines.all, "machine")}`,
      small:
        machines.troubled > 0 ? `${formatCount(machines.troubled, "needs", "need")} attention` : "none needs attention",
    },
    ...urgent.map((row, at) => standingFact(row, at === colored, rows)),
    {
      label: "This period",
      value: formatMoney(period.netMinor, period.currency),
      small: `statement on ${formatDay(period.end, now, period.timeZone)}`,
    },
    {
      label: "Exposure",
      value: formatMoney(exposure.exposureMinor, exposure.currency),
      small: `of ${formatMoney(exposure.creditLimitMinor, exposure.currency)} credit limit`,
    },
  ];
}

/** A limit as a fact. Its one cloud, else its service, is named only where two limits are on the same meter. */
function standingFact(row: StandingRow, colored: boolean, rows: StandingRow[]): Fact {
  const figures = row.standing?.figures;
  const number = (value: string) => formatNumber(value, { decimals: row.decimals });
  const state = standingState(row);
  const alone = rows.filter(({ meter }) => meter === row.meter).length === 1;
  const label = alone ? row.meterName : `${row.meterName}, ${row.scopeCloud?.name ?? row.serviceName}`;
  if (row.limit === null)
    return { label, value: figures ? quantityOf(figures.use, row) : "–", small: "no limit is set" };
  const limit = number(row.limit);
  if (figures && standingIs("above", state))
    return {
      label,
      value: quantityOf(figures.use, row),
      small: `limit ${limit} · ${state === "overflow" ? `${number(figures.overflow)} in overflow` : `${number(figures.excess)} excess`}`,
      ...(colored && { tone: state === "overflow" ? ("overflow" as const) : ("over" as const) }),
    };
  const share = figures ? percentOf(figures.use, row.limit) : null;
  return {
    label,
    value: `${figures ? number(figures.use) : "0"} of ${quantityOf(row.limit, row)}`,
    small: share
      ? `${formatPercent(share)}, ${state === "fine" ? "fine" : state === "near" ? "near" : "at the limit"}`
      : "no use yet",
  };
}
