import type { Metadata } from "next";
import { UsageChart } from "@/components/charts/usage-chart";
import { UsageTable } from "@/components/charts/usage-table";
import { addressOf, csvHref, hrefOf, type SearchParams } from "@/components/console/address";
import { choice, filtersOf } from "@/components/console/choice";
import { meterWithUnit } from "@/components/console/meter-words";
import { fateWords } from "@/components/console/usage-fates";
import { linesOf, pointsOf, seriesOf, totalOf } from "@/components/console/usage-figures";
import { UsageHead } from "@/components/console/usage-head";
import { grainWords, previousWords, usageRanges } from "@/components/console/usage-range";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { formatPeriod } from "@/components/ui/format-time";
import { LinkButton } from "@/components/ui/link-button";
import { ownUsageFinding } from "@/components/usage/own-finding";
import { ownGroups, ownQuestionOf, ownUsageKeys, yearBefore } from "@/components/usage/own-question";
import { caller, pageContext, read } from "@/server/trpc/caller";

const dayMs = 86_400_000;

export const metadata: Metadata = { title: "Usage" };

/** How much do we use, in which cloud, and how near is it to the limit? */
export default async function OwnUsagePage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/usage", searchParams, ownUsageKeys);
  const { now } = await pageContext();
  const api = await caller();
  const [meters, standings, clouds, services] = await read(
    Promise.all([api.usage.meters(), api.billing.standings(), api.billing.clouds(), api.catalogue.services()]),
  );
  const whole = ownQuestionOf(address.params, meters, standings, now);
  const first = (await read(api.usage.series({ ...whole.asked, grain: "day" }))).points[0];
  // Use that began today would be a dot in a month: unless a period was asked for, the day is shown.
  const young = !address.params.range && !address.params.from && first && now.getTime() - first.at.getTime() < dayMs;
  const { asked, range, period, standing } = young
    ? ownQuestionOf({ ...address.params, range: "day" }, meters, standings, now)
    : whole;
  const year = yearBefore(now);
  const [answered, wholeYear, fates, authorities, events] = await read(
    Promise.all([
      api.usage.series({ ...asked, previous: true }),
      api.usage.series({ ...asked, ...year, grain: "day" }),
      asked.groupBy === "cloud" ? api.usage.fates({ from: asked.from, to: asked.to }) : [],
      api.usage.authorities(),
      api.billing.events({ meter: asked.meter, limit: 100 }),
    ]),
  );
  const meter = meters.find(({ slug }) => slug === asked.meter) ?? {
    slug: asked.meter,
    name: asked.meter,
    unit: "",
    kind: "gauge" as const,
    decimals: 1,
  };
  // The billing window's edges are midnights of the customer's zone; all other periods are UTC's.
  const zone = standing && period.from.getTime() === standing.windowStart.getTime() ? standing.timeZone : "UTC";
  const narrowed = ["cloud", "machine", "service"].some((key) => address.params[key]);
  // A limit is drawn where the chart shows what it is held against: a gauge over everything that counts.
  const held = standing && meter.kind === "gauge" && !narrowed && standing.scopeCloudId === null ? standing : null;
  const limit = held?.limit ?? null;
  const series = seriesOf(answered);
  const total = totalOf(answered, meter, `All ${ownGroups[asked.groupBy].toLowerCase()}s`);
  const lines = linesOf(answered, series, meter).map((line) => ({
    ...line,
    ...(asked.groupBy === "machine" && line.id !== "none" && { href: `/machines/${line.id}` }),
    ...(asked.groupBy === "cloud" && {
      fate: fateWords(fates, line.id),
      countedFrom: authorities.findLast((one) => one.cloudId === line.id && one.meter === asked.meter)?.sourceKind,
    }),
  }));
  const named = (rows: { id: string; name: string }[]) => rows.map(({ id, name }) => ({ id, label: name }));
  const periodText = formatPeriod(period.from, period.to, zone);
  return (
    <Page wide>
      <PageHead
        title="Usage"
        sentence={ownUsageFinding(meter, total, narrowed ? null : standing)}
        actions={
          <LinkButton href={csvHref(address)} download icon="download">
            Export CSV
          </LinkButton>
        }
      />
      <LiveRefresh topics={["usage", "billing"]} />
      <FilterBar
        {...filtersOf(
          address,
          choice(
            address,
            "meter",
            "Meter",
            meters.map(({ slug, name }) => ({ id: slug, label: name })),
            meterWithUnit(meter.name, meter.unit),
          ),
          choice(address, "service", "Service", named(services), "all"),
          choice(
            address,
            "cloud",
            "Cloud",
            [...named(clouds), { id: "on-premises", label: "On-premises" }],
            `all ${clouds.length}`,
          ),
          choice(address, "machine", "Machine", []),
        )}
      />
      <section aria-label="Chart" className="card mb-4">
        <UsageHead
          meter={meter}
          total={total}
          standing={held}
          period={periodText}
          zone={zone}
          by={Object.entries(ownGroups).map(([key, label]) => ({
            label,
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
            Use is counted from what agents, programs, clouds and files report. None of {meter.name.toLowerCase()} was
            counted from {periodText}, or the filter leaves none over.
          </EmptyState>
        ) : (
          <UsageChart
            label={`${meter.name} by ${asked.groupBy}, ${periodText}`}
            unit={meter.unit}
            series={series}
            points={pointsOf(answered, limit)}
            limit={limit}
            threshold={held?.thresholdPercent ?? null}
            events={events.rows
              .filter((event) => event.raisedAt >= period.from && event.raisedAt < period.to)
              .map((event) => ({
                at: event.raisedAt.toISOString(),
                label: `EV-${event.number}`,
                href: `/billing/events/${event.number}`,
                tone: event.state === "active" || event.state === "settled" ? "overflow" : "over",
              }))}
            from={asked.from}
            to={asked.to}
            now={now.toISOString()}
            zone={zone}
            grain={grainWords[asked.grain]}
            previousLabel={range ? previousWords[range] : "the same length before"}
            sumLabel={total.name}
            brush={{
              points: wholeYear.points.map((point) => ({ at: point.at.toISOString(), value: point.total })),
              from: asked.from,
              to: asked.to,
              href: `${hrefOf(address, { range: null, from: null, to: null })}${Object.keys(address.params).some((key) => !["range", "from", "to"].includes(key)) ? "&" : "?"}from={from}&to={to}`,
            }}
          />
        )}
      </section>
      <UsageTable
        label="Usage"
        unit={meter.unit}
        nameHead={ownGroups[asked.groupBy]}
        lines={lines}
        total={lines.length > 0 ? total : undefined}
        foot={{ summary: "Records by fate are of all meters", csvHref: csvHref(address) }}
        empty={<p className="px-4 py-6 text-ink-3">No use to list.</p>}
      />
    </Page>
  );
}
