import type { Metadata } from "next";
import { UsageChart } from "@/components/charts/usage-chart";
import { UsageTable } from "@/components/charts/usage-table";
import { addressOf, csvHref, hrefOf, type SearchParams } from "@/components/console/address";
import { choice, filtersOf } from "@/components/console/choice";
import { meterWithUnit } from "@/components/console/meter-words";
import { fateWords } from "@/components/console/usage-fates";
import { linesOf, pointsOf, seriesOf, totalOf } from "@/components/console/usage-figures";
import { UsageHead } from "@/components/console/usage-head";
import { grainWords, periodWords, previousWords } from "@/components/console/usage-range";
import { usageFinding } from "@/components/console/usage-words";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { LinkButton } from "@/components/ui/link-button";
import { caller, pageContext, read } from "@/server/trpc/caller";
import { usageKeys, usageQuestionOf } from "./question";

export const metadata: Metadata = { title: "Usage" };

const groups = { cloud: "Cloud", service: "Service", customer: "Customer", machine: "Machine" } as const;

/** What is used across all clouds, and against which limit? */
export default async function UsagePage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/usage", searchParams, usageKeys);
  const { customer } = address.params;
  const api = await caller();
  const { now } = await pageContext();
  const [meters, customers, clouds, services] = await read(
    Promise.all([
      api.operations.meters(),
      api.customers.list({ limit: 100 }),
      api.clouds.names(),
      api.catalogue.allServices(),
    ]),
  );
  const { asked, range, period } = usageQuestionOf(address.params, meters, now);
  const [answered, standings, fates, authorities, events] = await read(
    Promise.all([
      api.usage.providerSeries({ ...asked, previous: true }),
      customer ? api.billing.standings({ customerId: customer }) : [],
      asked.groupBy === "cloud" && range !== "year"
        ? api.usage.providerFates({ from: asked.from, to: asked.to, customerId: customer })
        : [],
      customer ? api.usage.authorities({ customerId: customer }) : [],
      customer ? api.operations.events({ customer, meter: asked.meter, since: period.from, limit: 100 }) : { rows: [] },
    ]),
  );
  const meter = meters.find(({ slug }) => slug === asked.meter) ?? {
    name: asked.meter,
    unit: "",
    kind: "gauge" as const,
    decimals: 1,
    slug: asked.meter,
  };
  const standing = standings.find((row) => row.meter === asked.meter) ?? null;
  const narrowed = ["cloud", "machine", "service", "vendor"].some((key) => address.params[key]);
  // A limit is drawn where the chart shows what it is held against: a gauge of one customer over everything.
  const limit =
    standing && meter.kind === "gauge" && !narrowed && standing.scopeCloudId === null ? standing.limit : null;
  const series = seriesOf(answered);
  const total = totalOf(answered, meter, `All ${groups[asked.groupBy].toLowerCase()}s`);
  const lines = linesOf(answered, series, meter).map((line) => ({
    ...line,
    ...(asked.groupBy === "cloud" && {
      fate: fateWords(fates, line.id),
      countedFrom: authorities.findLast((one) => one.cloudId === line.id && one.meter === asked.meter)?.sourceKind,
    }),
  }));
  const vendors = [...new Map(services.map((one) => [one.vendorId, one.vendorName])).entries()];
  const named = (rows: { id: string; name: string }[]) => rows.map(({ id, name }) => ({ id, label: name }));
  return (
    <Page wide>
      <PageHead
        title="Usage across clouds"
        sentence={usageFinding({
          meter,
          total,
          limit,
          standing,
          customer: customers.rows.find(({ id }) => id === customer)?.name ?? null,
        })}
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
          choice(address, "customer", "Customer", named(customers.rows), "all"),
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
            "vendor",
            "Vendor",
            vendors.map(([id, label]) => ({ id, label })),
            "all",
          ),
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
      <section className="card mb-4">
        <UsageHead
          meter={meter}
          total={total}
          standing={limit === null ? null : standing}
          period={periodWords(period)}
          by={Object.entries(groups).map(([key, label]) => ({
            label,
            href: hrefOf(address, { by: key }),
            on: key === asked.groupBy,
          }))}
          ranges={(["day", "week", "month", "year"] as const).map((key) => ({
            label: key.charAt(0).toUpperCase() + key.slice(1),
            href: hrefOf(address, { range: key }),
            on: key === range,
          }))}
        />
        {answered.points.length === 0 ? (
          <EmptyState compact title="No use in this period">
            Records come from agents, programs, clouds and files. None of {meter.name.toLowerCase()} was counted from{" "}
            {periodWords(period)}, or the filter leaves none over.
          </EmptyState>
        ) : (
          <UsageChart
            label={`${meter.name} by ${asked.groupBy}, ${periodWords(period)}`}
            unit={meter.unit}
            series={series}
            points={pointsOf(answered, limit)}
            limit={limit}
            threshold={limit === null ? null : standing?.thresholdPercent}
            events={events.rows.map((event) => ({
              at: event.raisedAt.toISOString(),
              label: `EV-${event.number}`,
              href: `/admin/billing-events/${event.number}`,
              tone: event.state === "active" || event.state === "settled" ? "overflow" : "over",
            }))}
            from={asked.from}
            to={asked.to}
            now={now.toISOString()}
            zone="UTC"
            grain={grainWords[asked.grain]}
            previousLabel={previousWords[range]}
            sumLabel={total.name}
          />
        )}
      </section>
      <UsageTable
        label="Usage"
        unit={meter.unit}
        nameHead={groups[asked.groupBy]}
        lines={lines}
        total={lines.length > 0 ? total : undefined}
        foot={{ ...(fates.length > 0 && { summary: "Records by fate are of all meters" }), csvHref: csvHref(address) }}
        empty={<p className="px-4 py-6 text-ink-3">No use to list.</p>}
      />
    </Page>
  );
}
