import type { Metadata } from "next";
import { ProposedAdjustments } from "@/components/billing/adjustment-cards";
import { cloudFilter } from "@/components/clouds/cloud-filter";
import { eventGroupWords, eventsFinding } from "@/components/events/event-groups";
import { EventTable } from "@/components/events/event-table";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ExportLink } from "@/components/list/export-link";
import { ListFilters } from "@/components/list/list-filters";
import { validFilter } from "@/components/list/valid-filter";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { formatCounted } from "@/components/ui/format";
import { refusalOf } from "@/server/identity/refusal";
import { eventFilter } from "@/server/reads/input";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Billing events" };

const keys = ["q", "customer", "meter", "cloud", "group", "sort"];

/** Proposed adjustments on the page; those behind them follow as these are decided. */
const proposedShown = 20;

/** Which customers exceeded a limit, and what has been done about it? */
export default async function BillingEventsPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/billing-events", searchParams, keys);
  const { now } = await pageContext();
  const filter = validFilter(eventFilter, address.params);
  const { group: _group, ...others } = filter;
  const [page, counts, all, clouds, meters, proposed] = await readPage((api) =>
    Promise.all([
      api.operations.events({ ...filter, cursor: address.params.after }),
      api.operations.eventCounts(others),
      api.operations.eventCounts({}),
      api.clouds.names(),
      api.operations.meters(),
      api.corrections.adjustments({ state: "proposed", limit: proposedShown }),
    ]),
  );
  const groups = Object.entries(eventGroupWords).map(([id, label]) => ({
    id,
    label: `${label} (${formatCounted(counts[id as keyof typeof eventGroupWords])})`,
  }));
  return (
    <Page wide>
      <PageHead title="Billing events" sentence={eventsFinding(all)} actions={<ExportLink address={address} />} />
      <LiveRefresh topics={["overflows", "billing"]} />
      <ProposedAdjustments
        adjustments={proposed.rows}
        more={proposed.nextCursor !== null}
        meters={meters}
        refusal={refusalOf(await pageStaff(), "billing.change")}
        now={now}
        zone={staffZone}
        className="mb-4"
      />
      <ListFilters
        address={address}
        search="Customer or EV number"
        filters={[
          choice(address, "group", "Overflow", groups),
          choice(
            address,
            "meter",
            "Meter",
            meters.map(({ slug, name }) => ({ id: slug, label: name })),
          ),
          cloudFilter(address, clouds),
          choice(address, "customer", "Customer", []),
        ]}
      />
      <EventTable
        address={address}
        page={page}
        total={filter.group ? counts[filter.group] : counts.all}
        now={now}
        zone={staffZone}
        all
      />
    </Page>
  );
}
