import {
  formatCount,
  formatMoney,
  formatMoneyChange,
  formatNumber,
  formatPercent,
  percentOf,
} from "@/components/ui/format";
import type { Fact } from "@/components/ui/summary-strip";
import { type OverflowState, overflowIs, overflowSets } from "@/server/overflow/states";
import type { consoleOverview } from "@/server/reads/console-overview";

export type Overview = Awaited<ReturnType<typeof consoleOverview>>;

const customersOf = (rows: Overview["standings"]) => new Set(rows.map((row) => row.customerId)).size;

/** How many overflows are in one of these states. */
const inStates = (overview: Overview, states: readonly OverflowState[]) =>
  states.reduce((sum, state) => sum + (overview.overflows[state] ?? 0), 0);

/** Use above the limit, carried or not. */
const isOver = ({ over, figures }: Overview["standings"][number]) => over || Number(figures?.overflow ?? 0) > 0;

/** The finding of the console's first page. */
export function overviewFinding(
  overview: Overview,
  counts: {
    stuck: number;
    held: number;
    /** Machines that cannot go on, silent ones among them. */
    blocked: number;
    discovered: number;
    lateJobs: number;
    failingNotices: number;
  },
): string {
  if (!overview.hasCustomers) return "No customer is active yet. Invite the first one.";
  const over = customersOf(overview.standings.filter(isOver));
  const near = customersOf(overview.standings.filter((row) => !isOver(row)));
  const limits =
    over + near === 0
      ? "No customer is near or over a limit."
      : `${formatCount(over, "customer")} over, ${formatNumber(near)} near.`;
  const faults = [
    ...(counts.stuck > 0 ? [`${formatCount(counts.stuck, "overflow")} stuck`] : []),
    ...(counts.held > 0 ? [`${formatNumber(counts.held)} waiting for approval or credit`] : []),
    ...(counts.blocked > 0 ? [`${formatCount(counts.blocked, "machine")} blocked or silent`] : []),
    ...(counts.discovered > 0 ? [formatCount(counts.discovered, "discovered instance")] : []),
    ...(counts.lateJobs > 0 ? [`${formatCount(counts.lateJobs, "job")} not on time`] : []),
    ...(counts.failingNotices > 0 ? [`${formatCount(counts.failingNotices, "notice")} failing`] : []),
  ];
  return faults.length === 0 ? `${limits} Everything runs.` : `${limits} ${faults.join(", ")}.`;
}

/** What is done about the standings over their limit: "1 carried, 2 waiting, 1 billed"; zeros are left out. */
function answers(over: Overview["standings"]): string {
  const sums = { carried: 0, "in progress": 0, waiting: 0, stuck: 0, billed: 0 };
  for (const { overflowState } of over) {
    if (!overflowState) sums.billed += 1;
    else if (overflowIs("carried", overflowState)) sums.carried += 1;
    else if (overflowIs("comingUp", overflowState)) sums["in progress"] += 1;
    else if (overflowIs("held", overflowState)) sums.waiting += 1;
    else if (overflowState === "stuck") sums.stuck += 1;
    else sums.billed += 1;
  }
  const parts = Object.entries(sums).filter(([, n]) => n > 0);
  return parts.length === 0 ? "nothing to carry" : parts.map(([word, n]) => `${n} ${word}`).join(", ");
}

/** The six facts of the strip. */
export function overviewFacts(overview: Overview): Fact[] {
  const over = overview.standings.filter(isOver);
  const near = overview.standings.filter((row) => !isOver(row));
  const coming = inStates(overview, overflowSets.comingUp);
  const candidates = near.filter((row) => row.candidateAt !== null).length;
  const main = overview.increments.find((one) => one.currency === overview.currency);
  const inContact = overview.machines.all - overview.machines.silent;
  const uncounted = percentOf(overview.records.all - overview.records.counted, overview.records.all);
  return [
    {
      label: "Over the limit",
      value: formatCount(customersOf(over), "customer"),
      small: answers(over),
      ...(over.length > 0 && { tone: "overflow" as const }),
    },
    {
      label: "Near, at or past the threshold",
      value: formatCount(customersOf(near), "customer"),
      small: candidates === 0 ? "no candidate recorded" : `${formatCount(candidates, "candidate")} recorded`,
    },
    {
      label: "Overflow machines",
      value: `${inStates(overview, overflowSets.carried)} active`,
      small: `${coming} in progress, ${inStates(overview, ["stuck"])} stuck`,
    },
    {
      label: "Increments this month",
      value: formatMoney(main?.month ?? 0n, overview.currency),
      small: `${formatMoneyChange(main?.day ?? 0n, overview.currency)} today`,
    },
    {
      label: "Machines in contact",
      value: `${formatNumber(inContact)} of ${formatNumber(overview.machines.all)}`,
      small: overview.machines.silent === 0 ? "none silent" : `${overview.machines.silent} silent`,
    },
    {
      label: "Records, last hour",
      value: formatNumber(overview.records.all),
      small: uncounted === null ? "none received" : `${formatPercent(uncounted, 2)} not counted`,
    },
  ];
}
