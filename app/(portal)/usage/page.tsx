import type { Metadata } from "next";
import { calendarOf } from "@/app/calendar";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams } from "@/components/list/address";
import { ExportLink } from "@/components/list/export-link";
import { ListFilters } from "@/components/list/list-filters";
import { placeFilter, serviceFilter } from "@/components/machines/machine-filters";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { OwnFailingNotice } from "@/components/standings/own-failing-notice";
import { ReservationsCard } from "@/components/subscriptions/reservations-card";
import { FocusExport } from "@/components/usage/focus-export";
import { ownUsageFinding } from "@/components/usage/own-finding";
import { machineChoice, meterFilter } from "@/components/usage/usage-filters";
import { UsagePanel, wholeOf } from "@/components/usage/usage-panel";
import { isByDimension, ownGroups, ownUsageParams, usageQuestionOf } from "@/components/usage/usage-question";
import { yearBefore } from "@/components/usage/usage-range";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Usage" };

/** How much do we use, in which cloud, and how near is it to the limit? */
export default async function OwnUsagePage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/usage", searchParams, ownUsageParams);
  const { machine: named } = address.params;
  const { now } = await pageContext();
  const { frame, question, series } = await readPage(async (api) => {
    const calendar = calendarOf(await api.frame.zone());
    const frame = await Promise.all([
      api.usage.meters(),
      api.usage.histories(),
      api.billing.standings(),
      api.billing.clouds(),
      api.billing.failing(),
      api.catalogue.services(),
      named ? api.machines.list({ search: named, limit: 1 }) : { rows: [] },
    ]);
    const [meters, histories, standings] = frame;
    const question = usageQuestionOf(address.params, { meters, histories, standings }, ownGroups, now, calendar);
    const { asked } = question;
    const { groupBy } = asked;
    const series = await Promise.all([
      api.usage.series({ ...asked, previous: true, machines: true }),
      api.usage.outline({ ...asked, ...yearBefore(now, calendar) }),
      isByDimension(groupBy) ? null : api.usage.fates({ ...asked, groupBy }),
      api.billing.events({ meter: asked.meter, limit: 100 }),
      api.reservations.own(),
    ]);
    return { frame, question, series };
  });
  const [meters, , , clouds, failing, services, machines] = frame;
  const [answered, outline, fates, events, reserved] = series;
  const { asked, standing, narrowed } = question;
  const meter = meters.find(({ slug }) => slug === asked.meter) ?? {
    slug: asked.meter,
    name: asked.meter,
    unit: "",
    kind: "gauge" as const,
    decimals: 1,
  };
  return (
    <Page wide>
      <PageHead
        title="Usage"
        sentence={ownUsageFinding(meter, wholeOf(answered, meter, question), narrowed ? null : standing)}
        actions={
          <>
            <FocusExport question={question} path="/usage" />
            <ExportLink address={address} />
          </>
        }
      />
      <LiveRefresh topics={["usage", "billing"]} />
      <OwnFailingNotice failing={failing} />
      <ListFilters
        address={address}
        filters={[
          meterFilter(address, meters, meter),
          serviceFilter(address, services, "all"),
          placeFilter(address, clouds),
          machineChoice(
            address,
            machines.rows.find(({ id }) => id === named),
          ),
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
        eventHref={(number) => `/billing/events/${number}`}
        lineHref={asked.groupBy === "machine" ? (id) => (id === "none" ? undefined : `/machines/${id}`) : undefined}
        now={now}
      />
      <ReservationsCard page={reserved} meters={meters} now={now} zone={question.zone} />
    </Page>
  );
}
