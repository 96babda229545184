import Decimal from "decimal.js";
import { quantityOf } from "@/components/console/meter-words";
import { Gauge } from "@/components/gauge/gauge";
import type { GaugeOverflow } from "@/components/gauge/gauge-types";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { formatMoney, formatRate } from "@/components/ui/format";
import { formatClock, formatDay, formatPeriod } from "@/components/ui/format-time";
import { Icon } from "@/components/ui/icon";
import { LiveDot } from "@/components/ui/live-dot";
import { StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import type { CloudLook, OverflowAtWork, StandingRow } from "@/server/billing/queries";
import { standingState } from "./overview-words";

/** One limit: the gauge by cloud, what goes over its edge, and what that costs. */
export function StandingCard({ row, clouds, now }: { row: StandingRow; clouds: CloudLook[]; now: Date }) {
  const { standing, timeZone } = row;
  const figures = standing?.figures;
  const usage = `/usage?${new URLSearchParams({ meter: row.meter })}`;
  return (
    <Card
      title={row.meterName}
      note={`${row.serviceName} · ${formatPeriod(row.windowStart, row.windowEnd, timeZone)} · ${row.scopeCloudId ? cloudOf(clouds, row.scopeCloudId).name : "all clouds"}`}
      badge={<StateBadge kind="standing" state={standingState(row)} pill />}
      aside={standing?.judgedAt ? <LiveDot>{formatClock(standing.judgedAt, timeZone)}, live</LiveDot> : null}
      more={{ label: "Open usage", href: usage }}
      flush
      className="mb-4"
    >
      {figures ? (
        <>
          <Gauge
            size="L"
            legend
            meterLabel={row.meterName}
            unit={row.unit}
            limit={row.limit}
            threshold={row.thresholdPercent}
            segments={Object.entries(figures.byCloud)
              .map(([id, { ordinary }]) => ({ ...cloudOf(clouds, id), value: ordinary }))
              .sort((a, b) => new Decimal(b.value).comparedTo(a.value))
              .map(({ id, name, colorIndex, value }) => ({ cloud: id, label: name, colorIndex, value }))}
            overflow={tankOf(row, figures.overflow, now)}
            excess={figures.excess}
            {...(row.soFarMinor > 0n && { cost: formatMoney(row.soFarMinor, row.currency) })}
          />
          <Cost row={row} now={now} />
        </>
      ) : (
        <EmptyState compact title="No use yet">
          {row.limit === null
            ? "No limit is set. Use is counted and nothing is billed for it."
            : `The limit is ${quantityOf(row.limit, row)} over all clouds. Use is counted from the first report of a machine or a cloud.`}
        </EmptyState>
      )}
    </Card>
  );
}

function cloudOf(clouds: CloudLook[], id: string) {
  const cloud = clouds.find((one) => one.id === id);
  return { id, name: cloud?.name ?? "On-premises", colorIndex: cloud?.colorIndex ?? 8 };
}

/** The overflow machines at work as one tank: what they carry of what they can. */
function tankOf(row: StandingRow, carried: string, now: Date): GaugeOverflow | null {
  const working = row.overflows.filter((one) => ["active", "settled", "retiring"].includes(one.state));
  const [first] = working;
  if (!first) return null;
  const capacity = working.reduce((sum, one) => sum.plus(one.capacity ?? 0), new Decimal(0)).toFixed();
  const since = first.activeAt;
  return {
    carried,
    capacity,
    machineName: working.length === 1 ? nameOf(first) : `${working.length} overflow machines`,
    cloudLabel: first.cloudName ?? "",
    ...(first.resource && { resource: first.resource.flavor }),
    ...(since && { note: `active since ${sinceWords(since, now, row.timeZone)}` }),
  };
}

const nameOf = (one: OverflowAtWork) => one.machineOrder?.name ?? one.machineName ?? "the overflow machine";

function sinceWords(at: Date, now: Date, zone: string): string {
  return now.getTime() - at.getTime() < 86_400_000 ? formatClock(at, zone) : formatDay(at, now, zone);
}

/** What goes over the edge in money: the quantity, the rate, the machine's price, and the event to open. */
function Cost({ row, now }: { row: StandingRow; now: Date }) {
  const last = row.overflows.at(-1);
  const billed = row.standing?.figures?.increment ?? "0";
  if (!last && row.soFarMinor === 0n) return null;
  const resource = last?.resource;
  return (
    <div className="flex items-center gap-3 border-t border-line px-4 py-3 text-xs max-sm:flex-wrap">
      <Icon name="waves" className="text-overflow" />
      <p className="min-w-0 flex-1 text-ink-2">
        {quantityOf(billed, row)} above the limit at {formatRate(row.overRate, row.currency)}:{" "}
        <b className="text-ink">{formatMoney(row.soFarMinor, row.currency)}</b> so far.
        {resource ? ` The machine costs ${formatRate(resource.pricePerHour, resource.currency)} an hour` : ""}
        {last && last.estimateMinor !== null
          ? `, ${formatMoney(last.estimateMinor, last.currency)} estimated until ${formatDay(new Date(last.windowEnd.getTime() - 1), now, row.timeZone)}`
          : ""}
        {row.costCapMinor === null
          ? resource
            ? "."
            : ""
          : `, capped at ${formatMoney(row.costCapMinor, row.currency)}.`}
      </p>
      {last ? (
        <TextLink href={`/billing/events/${last.number}`} strong>
          Event EV-{last.number}
        </TextLink>
      ) : null}
    </div>
  );
}
