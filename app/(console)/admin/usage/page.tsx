import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice, named } from "@/components/list/choice";
import { ExportLink } from "@/components/list/export-link";
import { ListFilters } from "@/components/list/list-filters";
import { placeFilter, serviceFilter } from "@/components/machines/machine-filters";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { UnassignedUseCard } from "@/components/usage/unassigned-use";
import { machineChoice, meterFilter } from "@/components/usage/usage-filters";
import { heldAgainst, UsagePanel, wholeOf } from "@/components/usage/usage-panel";
import { groups, usageParams, usageQuestionOf } from "@/components/usage/usage-question";
import { yearBefore } from "@/components/usage/usage-range";
import { usageFinding } from "@/components/usage/usage-words";
import { staffActor } from "@/server/identity/current-user";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Usage" };

/** The longest time over which everybody's records are counted by fate. */
const fatesMs = 32 * 86_400_000;

/** What is used across all clouds, and against which limit? */
export default async function UsagePage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/usage", searchParams, usageParams);
  const { customer } = address.params;
  const { now, user } = await pageContext();
  const { frame, question, series } = await readPage(async (api) => {
    const frame = await Promise.all([
      api.operations.meters(),
      api.customers.list({ limit: 100 }),
      api.clouds.names(),
      api.catalogue.allServices(),
      api.usage.providerHistories({ customerId: customer }),
      customer ? api.billing.standings({ customerId: customer }) : [],
      customer ? api.machines.list({ customerId: customer, sort: "name", limit: 100 }) : { rows: [] },
      api.usage.unassigned(),
    ]);
    const [meters, , , , histories, standings] = frame;
    const question = usageQuestionOf(address.params, { meters, histories, standings }, groups, now);
    const { asked, period } = question;
    const short = period.to.getTime() - period.from.getTime() <= fatesMs;
    const series = await Promise.all([
      api.usage.providerSeries({ ...asked, previous: true, machines: true }),
      // The year of all customers is read for the year's chart only.
      customer ? api.usage.providerOutline({ ...asked, ...yearBefore(now) }) : [],
      customer || short ? api.usage.providerFates(asked) : null,
      customer ? api.operations.events({ customer, meter: asked.meter, since: period.from, limit: 100 }) : { rows: [] },
    ]);
    return { frame, question, series };
  });
  const [meters, customers, clouds, services, , , machines, waiting] = frame;
  const [answered, outline, fates, events] = series;
  const { asked } = question;
  const meter = meters.find(({ slug }) => slug === asked.meter) ?? {
    name: asked.meter,
    unit: "",
    kind: "gauge" as const,
    decimals: 1,
    slug: asked.meter,
  };
  const held = heldAgainst(question, meter);
  const vendors = [...new Map(services.map((one) => [one.vendorId, one.vendorName])).entries()];
  return (
    <Page wide>
      <PageHead
        title="Usage across clouds"
        sentence={usageFinding({
          meter,
          total: wholeOf(answered, meter, groups[asked.groupBy]),
          limit: held?.limit ?? null,
          standing: held,
          customer: customers.rows.find(({ id }) => id === customer)?.name ?? null,
        })}
        actions={<ExportLink address={address} />}
      />
      <LiveRefresh topics={["usage", "billing"]} />
      <ListFilters
        address={address}
        filters={[
          choice(address, "customer", "Customer", named(customers.rows), "all"),
          meterFilter(address, meters, meter),
          serviceFilter(address, services, "all"),
          choice(
            address,
            "vendor",
            "Vendor",
            vendors.map(([id, label]) => ({ id, label })),
            "all",
          ),
          placeFilter(address, clouds),
          machineChoice(address, machines.rows),
        ]}
      />
      <UsagePanel
        address={address}
        question={question}
        meter={meter}
        groups={groups}
        answered={answered}
        outline={outline}
        fates={fates}
        events={events.rows}
        eventHref={(number) => `/admin/billing-events/${number}`}
        now={now}
      />
      <UnassignedUseCard
        groups={waiting}
        customers={customers.rows.map(({ id, name, identifier }) => ({ value: id, label: name, detail: identifier }))}
        refusal={refusalOf(user && staffActor(user), "usage.change")}
        now={now}
      />
    </Page>
  );
}
