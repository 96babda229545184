import { UsageChart } from "@/components/charts/usage-chart";
import { UsageTable } from "@/components/charts/usage-table";
import { type Address, csvHref, hrefOf } from "@/components/list/address";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format";
import { formatPeriod } from "@/components/ui/format-time";
import { countedFrom, type FateHref, Fates } from "@/components/usage/usage-fates";
import { linesOf, pointsOf, seriesOf, shortened, totalOf } from "@/components/usage/usage-figures";
import { UsageHead } from "@/components/usage/usage-head";
import { grainWords, previousWords, usageRanges } from "@/components/usage/usage-range";
import { type OverflowState, overflowIs } from "@/server/overflow/states";
import type { StandingRow } from "@/server/reads/standings";
import type { ChartSeries } from "@/server/usage/questions/chart-series";
import type { FateCount } from "@/server/usage/store/stored-records";
import { isByDimension, type usageQuestionOf } from "./usage-question";

export type UsageMeter = {
  slug: string;
  name: string;
  unit: string;
  kind: "counter" | "gauge" | "unique";
  decimals: number;
};
type Question = ReturnType<typeof usageQuestionOf>;
type Event = { number: number; raisedAt: Date; state: OverflowState | null };

/** The limit that the chart shows: that of a gauge of one customer, for just the use that it counts. */
export function heldAgainst(question: Question, meter: UsageMeter): StandingRow | null {
  const { standing, narrowed } = question;
  return standing && meter.kind === "gauge" && !narrowed ? standing : null;
}

/** The line of all groups together, which the page's sentence states. */
export const wholeOf = (answered: ChartSeries, meter: UsageMeter, { asked, groups }: Question) =>
  totalOf(answered, meter, isByDimension(asked.groupBy) ? "All use" : `All ${groups[asked.groupBy]?.toLowerCase()}s`);

/** The chart with its head, and its table: for the portal (one company) and the console (all customers). */
export function UsagePanel({
  address,
  question,
  meter,
  answered,
  outline,
  fates,
  events,
  eventHref,
  lineHref,
  recordsHref,
  now,
}: {
  address: Address;
  question: Question;
  meter: UsageMeter;
  answered: ChartSeries;
  /** The year below the chart, by day. */
  outline: { at: Date; value: string }[];
  /** null: they are not counted over so long a time. */
  fates: FateCount[] | null;
  events: Event[];
  eventHref: (number: number) => string;
  /** The link of a line of the table. */
  lineHref?: ((id: string) => string | undefined) | undefined;
  /** Where the records of a line of the table are listed, by fate. */
  recordsHref?: ((id: string) => FateHref | undefined) | undefined;
  now: Date;
}) {
  const { asked, period, range, zone, groups } = question;
  const byWord = groups[asked.groupBy] ?? "Cloud";
  const held = heldAgainst(question, meter);
  const limit = held?.limit ?? null;
  const series = seriesOf(answered);
  const total = wholeOf(answered, meter, question);
  const mine = (id: string) => fates?.filter(({ group }) => (group || "none") === id) ?? [];
  const lines = linesOf(answered, series, meter, asked.groupBy === "cloud").map((line) => ({
    ...line,
    ...(lineHref?.(line.id) && { href: lineHref(line.id) }),
    ...(asked.groupBy === "machine" && { machines: undefined }),
    ...(fates &&
      !line.overflow && {
        countedFrom: countedFrom(mine(line.id)),
        fate: <Fates fates={mine(line.id)} hrefOf={recordsHref?.(line.id)} />,
      }),
  }));
  const records = fates?.reduce((sum, one) => sum + one.records, 0);
  const periodText = formatPeriod(period.from, period.to, zone);
  const nowHead =
    meter.kind !== "gauge"
      ? `${meter.kind === "unique" ? "Seen" : "Used"} in the period`
      : answered.now
        ? "Use now"
        : asked.grain === "day"
          ? "Maximum of the last day"
          : "Last in the period";
  return (
    <>
      <section aria-label="Chart" className="card mb-4">
        <UsageHead
          meter={meter}
          total={total}
          standing={limit === null ? null : held}
          nowHead={nowHead}
          period={periodText}
          grain={`${zone}, ${grainWords(asked.grain, meter.kind)}`}
          by={Object.entries(groups).map(([key, label]) => ({
            label: shortened(label, longestChoice),
            href: hrefOf(address, { by: key }),
            on: key === asked.groupBy,
          }))}
          ranges={Object.entries(usageRanges).map(([key, label]) => ({
            label,
            href: hrefOf(address, { range: key, from: null, to: null }),
            on: key === range,
          }))}
        />
        {answered.points.length === 0 ? (
          <EmptyState compact title="No use in this period">
            Use is counted from the records of agents, programs, clouds and files. No record of{" "}
            {meter.name.toLowerCase()} counts in {periodText}, or none matches the filter.
          </EmptyState>
        ) : (
          <UsageChart
            label={`${meter.name} by ${isByDimension(asked.groupBy) ? byWord : asked.groupBy}, ${periodText}`}
            unit={meter.unit}
            series={series}
            points={pointsOf(answered, limit)}
            limit={limit}
            threshold={limit === null ? null : held?.thresholdPercent}
            events={events
              .filter(({ raisedAt }) => raisedAt >= period.from && raisedAt < period.to)
              .map(({ number, raisedAt, state }) => ({
                at: raisedAt.toISOString(),
                label: `EV-${number}`,
                href: eventHref(number),
                tone: state && overflowIs("carried", state) ? "overflow" : "over",
              }))}
            from={asked.from}
            to={asked.to}
            now={now.toISOString()}
            zone={zone}
            grain={grainWords(asked.grain, meter.kind)}
            daily={asked.grain === "day"}
            previousLabel={range ? previousWords[range] : "the same length before"}
            sumLabel={total.name}
            {...(outline.length > 0 && { brush: brushOf(address, outline, asked) })}
          />
        )}
      </section>
      <UsageTable
        label="Usage"
        unit={meter.unit}
        nameHead={byWord}
        nowHead={nowHead}
        lines={lines}
        total={
          lines.length > 0
            ? {
                ...total,
                ...(asked.groupBy === "machine" && { machines: undefined }),
                ...(records !== undefined && {
                  fate: formatCount(records, "record"),
                }),
              }
            : undefined
        }
        foot={{
          ...(fates === null && {
            summary: isByDimension(asked.groupBy)
              ? "Records by fate are shown by cloud, service and machine"
              : "Records by fate are shown for up to a month, or for one customer",
          }),
          csvHref: csvHref(address),
        }}
        empty={<p className="px-4 py-6 text-ink-3">No use to list.</p>}
      />
    </>
  );
}

/** Longer names of dimensions would take more than a line of a phone. */
const longestChoice = 24;

function brushOf(address: Address, outline: { at: Date; value: string }[], { from, to }: { from: string; to: string }) {
  const unranged = hrefOf(address, { range: null, from: null, to: null });
  return {
    points: outline.map(({ at, value }) => ({ at: at.toISOString(), value })),
    from,
    to,
    href: `${unranged}${unranged.includes("?") ? "&" : "?"}from={from}&to={to}`,
  };
}
