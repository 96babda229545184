import Decimal from "decimal.js";
import { monthName } from "@/components/billing/billing-words";
import { overflowTank } from "@/components/billing/overflow-tank";
import { Gauge } from "@/components/gauge/gauge";
import { limitSentences } from "@/components/subscriptions/limit-words";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { formatChange, formatMoney } from "@/components/ui/format";
import { formatClock, formatPeriod } from "@/components/ui/format-time";
import { Icon } from "@/components/ui/icon";
import { LiveDot } from "@/components/ui/live-dot";
import { StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import { quantityOf } from "@/components/usage/meter-words";
import type { CloudLook, StandingRow } from "@/server/reads/standings";
import { costWords } from "../overview/cost-words";
import { standingState } from "../overview/own-overview-words";
import { OwnOffset } from "./own-offset";

/**
 * One limit: the gauge by cloud, what goes over its edge, and what that costs. `before` is each cloud's use when the
 * company's day began, where that is known.
 */
export function OwnStandingCard({
  row,
  clouds,
  before,
  now,
}: {
  row: StandingRow;
  clouds: CloudLook[];
  before?: Record<string, string>;
  now: Date;
}) {
  const { standing, timeZone } = row;
  const figures = standing?.figures;
  const usage = `/usage?${new URLSearchParams({ meter: row.meter })}`;
  return (
    <Card
      title={row.meterName}
      note={`${row.serviceName} · ${windowName(row)} · ${row.scopeCloud?.name ?? "all clouds"}`}
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
              .map(({ id, name, colorIndex, value }) => ({
                cloud: id,
                label: name,
                colorIndex,
                value,
                ...(before && { note: todayWords(value, before[id] ?? "0", row.decimals) }),
              }))}
            overflow={overflowTank(row, figures.overflow, now)}
            excess={figures.excess}
            {...(row.soFarMinor > 0n && row.mode === "limit" && { cost: formatMoney(row.soFarMinor, row.currency) })}
          />
          <Terms row={row} />
          <OwnOffset row={row} clouds={clouds} />
          <Cost row={row} now={now} />
        </>
      ) : standing.failingSince ? (
        <EmptyState compact title="No figures at the moment">
          Use is recorded. It is shown here as soon as it can be compared with the limit again.
        </EmptyState>
      ) : (
        <EmptyState compact title="No use yet">
          {row.limit === null
            ? "No limit is set. Use is counted and nothing is billed for it."
            : `The limit is ${quantityOf(row.limit, row)} ${row.scopeCloud ? `in ${row.scopeCloud.name}` : "over all clouds"}. Use is counted from the first report of a machine or a cloud.`}
        </EmptyState>
      )}
    </Card>
  );
}

function cloudOf(clouds: CloudLook[], id: string) {
  const cloud = clouds.find((one) => one.id === id);
  return { id, name: cloud?.name ?? "On-premises", colorIndex: cloud?.colorIndex ?? 8 };
}

/** The change in a cloud since the day began: "+212 today". */
const todayWords = (value: string, before: string, decimals: number): string =>
  `${formatChange(new Decimal(value).minus(before), decimals)} today`;

/** The window in short: a whole month by its name, else its days. */
function windowName(row: StandingRow): string {
  const { windowStart, windowEnd, timeZone } = row;
  return row.period === "month" && row.anchorDay === 1
    ? monthName({ start: windowStart, timeZone })
    : formatPeriod(windowStart, windowEnd, timeZone);
}

/** What of the limit is not as usual, in words. */
function Terms({ row }: { row: StandingRow }) {
  const sentences = limitSentences({ ...row, scopeCloudName: row.scopeCloud?.name ?? null });
  if (sentences.length === 0) return null;
  return <p className="border-t border-line px-4 py-3 text-xs text-ink-2">{sentences.join(" ")}</p>;
}

/** The cost of the use above the limit, and a link to the event. */
function Cost({ row, now }: { row: StandingRow; now: Date }) {
  const last = row.overflows.at(-1);
  if (!last && (row.soFarMinor === 0n || row.mode === "offset")) return null;
  const { sum, amount, machine } = costWords(row, now);
  return (
    <div className="flex items-center gap-3 border-t border-line px-4 py-3 text-xs max-sm:flex-wrap">
      <Icon name="waves" className="text-overflow" />
      <p className="min-w-0 flex-1 text-ink-2">
        {sum} <b className="text-ink">{amount}</b>. {machine}
      </p>
      {last ? (
        <TextLink href={`/billing/events/${last.number}`} strong>
          Event EV-{last.number}
        </TextLink>
      ) : null}
    </div>
  );
}
