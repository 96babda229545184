import type { Metadata } from "next";
import { calendarOf } from "@/app/calendar";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ExportLink } from "@/components/list/export-link";
import { ListFilters } from "@/components/list/list-filters";
import { placeFilter, serviceFilter } from "@/components/machines/machine-filters";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { FocusExport } from "@/components/usage/focus-export";
import { recordsOfLine } from "@/components/usage/record-query";
import { SetAsideUseCard } from "@/components/usage/set-aside-use";
import { UnassignedUseCard } from "@/components/usage/unassigned-use";
import { customerChoice, machineChoice, meterFilter } from "@/components/usage/usage-filters";
import { heldAgainst, UsagePanel, wholeOf } from "@/components/usage/usage-panel";
import { groups, isByDimension, usageParams, usageQuestionOf } from "@/components/usage/usage-question";
import { yearBefore } from "@/components/usage/usage-range";
import { UsageTabs } from "@/components/usage/usage-tabs";
import { usageFinding } from "@/components/usage/usage-words";
import { staffActor } from "@/server/identity/current-user";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Usage" };

/** Set-aside records on the page, as many as are decided at once; those behind them follow as these are decided. */
const setAsideShown = 100;
/** The longest time over which everybody's records are counted by fate. */
const fatesMs = 32 * 86_400_000;

/** What is used across all clouds, and against which limit? */
export default async function UsagePage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/usage", searchParams, usageParams);
  const { customer, machine } = address.params;
  const { now, user } = await pageContext();
  const { frame, question, series } = await readPage(async (api) => {
    const frame = await Promise.all([
      api.operations.meters(),
      customer ? api.customers.list({ search: customer, limit: 1 }) : { rows: [] },
      api.clouds.names(),
      api.catalogue.allServices(),
      api.usage.providerHistories({ customerId: customer }),
      customer ? api.billing.standings({ customerId: customer }) : [],
      customer && machine ? api.machines.list({ customerId: customer, search: machine, limit: 1 }) : { rows: [] },
      api.usage.unassigned(),
      api.usage.setAside({ customerId: customer, limit: setAsideShown }),
      api.frame.console(),
    ]);
    const [meters, , , , histories, standings] = frame;
    const question = usageQuestionOf(
      address.params,
      { meters, histories, standings },
      groups,
      now,
      calendarOf(staffZone),
    );
    const { asked, period } = question;
    const { groupBy } = asked;
    const short = period.to.getTime() - period.from.getTime() <= fatesMs;
    const series = await Promise.all([
      api.usage.providerSeries({ ...asked, previous: true, machines: true }),
      // The year of all customers is read for the year's chart only.
      customer ? api.usage.providerOutline({ ...asked, ...yearBefore(now, calendarOf(staffZone)) }) : [],
      !isByDimension(groupBy) && (customer || short) ? api.usage.providerFates({ ...asked, groupBy }) : null,
      customer ? api.operations.events({ customer, meter: asked.meter, since: period.from, limit: 100 }) : { rows: [] },
    ]);
    return { frame, question, series };
  });
  const [meters, customers, clouds, services, , , machines, waiting, setAside, { counts }] = frame;
  const company = customers.rows.find(({ id }) => id === customer) ?? null;
  const named = machines.rows.find(({ id }) => id === machine);
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
  const refusal = refusalOf(user && staffActor(user), "usage.change");
  const vendors = [...new Map(services.map((one) => [one.vendorId, one.vendorName])).entries()];
  return (
    <Page wide>
      <PageHead
        title="Usage across clouds"
        sentence={usageFinding({
          meter,
          total: wholeOf(answered, meter, question),
          limit: held?.limit ?? null,
          standing: held,
          customer: company?.name ?? null,
        })}
        actions={
          <>
            <FocusExport
              question={question}
              whose={company?.name ?? "all customers"}
              path="/admin/usage"
              customer={customer}
            />
            <ExportLink address={address} />
          </>
        }
      />
      <UsageTabs on="use" waiting={counts.conflicts} />
      <LiveRefresh topics={["usage", "billing"]} />
      <ListFilters
        address={address}
        filters={[
          customerChoice(address, company),
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
          ...(customer || machine ? [machineChoice(address, named, customer)] : []),
        ]}
      />
      <UsagePanel
        address={address}
        question={question}
        meter={meter}
        answered={answered}
        outline={outline}
        fates={fates}
        events={events.rows}
        eventHref={(number) => `/admin/billing-events/${number}`}
        recordsHref={recordsOfLine(question, address.params)}
        now={now}
      />
      <UnassignedUseCard groups={waiting.senders} more={waiting.more} refusal={refusal} now={now} zone={staffZone} />
      <SetAsideUseCard
        records={setAside.rows}
        more={setAside.nextCursor !== null}
        meters={meters}
        refusal={refusal}
        now={now}
        zone={staffZone}
      />
    </Page>
  );
}
