import { formatMoney, formatMoneyChange, formatNumber, formatPercent, percentOf } from "@/components/ui/format";
import type { Fact } from "@/components/ui/summary-strip";
import type { consoleOverview } from "@/server/monitoring/console-overview";

export type Overview = Awaited<ReturnType<typeof consoleOverview>>;

const plural = (n: number, one: string, many = `${one}s`) => `${formatNumber(n)} ${n === 1 ? one : many}`;
const customersOf = (rows: Overview["standings"]) => new Set(rows.map((row) => row.customerId)).size;

const comingUp = ["requested", "resource_identified", "configured", "creating", "installing", "enrolled", "entitled"];
const carrying = ["active", "settled"];
const held = ["held_credit", "held_approval"];
const stopped = ["stuck", "failed"];

/** How many overflows stand in one of these states. */
const inStates = (overview: Overview, states: string[]) =>
  states.reduce((sum, state) => sum + (overview.overflows[state] ?? 0), 0);

/** Use above the limit, carried or not. */
const isOver = ({ over, figures }: Overview["standings"][number]) => over || Number(figures?.overflow ?? 0) > 0;

/** The finding of the console's first page. */
export function overviewFinding(
  overview: Overview,
  counts: { stuck: number; held: number; failingNotices: number },
): string {
  if (overview.customers === 0) return "No customer is active yet. Invite the first one.";
  const over = customersOf(overview.standings.filter(isOver));
  const near = customersOf(overview.standings.filter((row) => !isOver(row)));
  const limits =
    over + near === 0 ? "Everybody is within their limits." : `${plural(over, "customer")} over, ${near} near.`;
  const faults = [
    ...(counts.stuck > 0 ? [`${plural(counts.stuck, "overflow")} stuck`] : []),
    ...(counts.held > 0 ? [`${counts.held} held for an answer or credit`] : []),
    ...(counts.failingNotices > 0 ? [`${plural(counts.failingNotices, "notice")} failing`] : []),
  ];
  return faults.length === 0 ? `${limits} Everything runs.` : `${limits} ${faults.join(", ")}. Everything else runs.`;
}

/** The six facts of the strip. */
export function overviewFacts(overview: Overview): Fact[] {
  const over = overview.standings.filter(isOver);
  const near = overview.standings.filter((row) => !isOver(row));
  const wait = inStates(overview, held);
  const coming = inStates(overview, comingUp);
  const bad = inStates(overview, stopped);
  const candidates = near.filter((row) => row.candidateAt !== null).length;
  const main = overview.increments.find((one) => one.currency === overview.currency);
  const heard = overview.machines.all - overview.machines.silent;
  const uncounted = percentOf(overview.records.all - overview.records.counted, overview.records.all);
  return [
    {
      label: "Over the limit",
      value: plural(customersOf(over), "customer"),
      small: `${over.filter((row) => carrying.includes(row.overflowState ?? "")).length} carried, ${coming} coming up, ${wait} wait`,
      ...(over.length > 0 && { tone: "overflow" as const }),
    },
    {
      label: "Near, at or past the threshold",
      value: plural(customersOf(near), "customer"),
      small: `${plural(candidates, "candidate")} kept`,
    },
    {
      label: "Overflow machines",
      value: `${inStates(overview, carrying)} active`,
      small: `${coming} coming up, ${bad} stuck`,
    },
    {
      label: "Increments this month",
      value: formatMoney(main?.month ?? 0n, overview.currency),
      small: `${formatMoneyChange(main?.day ?? 0n, overview.currency)} today`,
    },
    {
      label: "Machines heard from",
      value: `${formatNumber(heard)} of ${formatNumber(overview.machines.all)}`,
      small: overview.machines.silent === 0 ? "none silent" : `${overview.machines.silent} silent`,
    },
    {
      label: "Records today",
      value: formatNumber(overview.records.all),
      small: uncounted === null ? "none received" : `${formatPercent(uncounted, 2)} not counted`,
    },
  ];
}
