import type { Metadata } from "next";
import { BillingTabs } from "@/components/billing/billing-tabs";
import { HeldOverflows, heldOf } from "@/components/billing/held-overflows";
import { cloudFilter } from "@/components/clouds/cloud-filter";
import { eventGroupWords } from "@/components/events/event-groups";
import { EventTable } from "@/components/events/event-table";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ExportLink } from "@/components/list/export-link";
import { ListFilters } from "@/components/list/list-filters";
import { validFilter } from "@/components/list/valid-filter";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { formatCounted } from "@/components/ui/format";
import { refusalOf } from "@/server/identity/refusal";
import type { OverflowGroup } from "@/server/overflow/states";
import type { Counted } from "@/server/pagination";
import { eventFilter } from "@/server/reads/input";
import { pageCompany, pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Billing events" };

const keys = ["q", "meter", "cloud", "group", "sort"];

/** When did the company exceed a limit, and what was done about it? */
export default async function OwnEventsPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/billing/events", searchParams, keys);
  const { now } = await pageContext();
  const { customerId, actor, viewing } = await pageCompany();
  const filter = validFilter(eventFilter, address.params);
  const { group: _group, ...others } = filter;
  const [page, counts, all, clouds, standings, zone] = await readPage((api) =>
    Promise.all([
      api.billing.events({ ...filter, cursor: address.params.after }),
      api.billing.eventCounts(others),
      api.billing.eventCounts({}),
      api.billing.clouds(),
      api.billing.standings(),
      api.frame.zone(),
    ]),
  );
  const meters = new Map(standings.map((row) => [row.meter, row.meterName]));
  return (
    <Page wide>
      <PageHead
        title="Billing events"
        sentence={finding(all)}
        crumbs={[{ label: "Billing events" }]}
        actions={<ExportLink address={address} />}
      />
      <LiveRefresh topics={["overflows", "billing"]} />
      <BillingTabs on="events" events={all.all} />
      <HeldOverflows
        overflows={heldOf(standings)}
        zone={zone}
        refusal={refusalOf(viewing ? null : actor, "overflows.answer", customerId)}
      />
      <ListFilters
        address={address}
        search="EV number"
        filters={[
          choice(
            address,
            "group",
            "Overflow",
            Object.entries(eventGroupWords).map(([id, label]) => ({
              id,
              label: `${label} (${formatCounted(counts[id as OverflowGroup])})`,
            })),
          ),
          choice(
            address,
            "meter",
            "Meter",
            [...meters].map(([id, label]) => ({ id, label })),
          ),
          cloudFilter(address, clouds),
        ]}
      />
      <EventTable
        address={address}
        page={page}
        total={filter.group ? counts[filter.group] : counts.all}
        now={now}
        zone={zone}
      />
    </Page>
  );
}

/** What is open, in a sentence. */
function finding(counts: Record<OverflowGroup | "all", Counted>): string {
  if (counts.all.n === 0) return "Use never exceeded a limit.";
  const parts = [
    counts.waiting.n > 0 ? `${formatCounted(counts.waiting)} waiting for approval or credit` : "",
    counts.stuck.n > 0 ? `${formatCounted(counts.stuck)} stuck or failed` : "",
    counts.open.n > 0 ? `${formatCounted(counts.open)} in progress` : "",
    counts.carried.n > 0 ? `${formatCounted(counts.carried)} carried` : "",
  ].filter((part) => part !== "");
  const raised =
    counts.all.n === 1 ? "Use exceeded a limit once" : `Use exceeded a limit ${formatCounted(counts.all)} times`;
  return parts.length === 0 ? `${raised}; none is open.` : `${raised}: ${parts.join(", ")}.`;
}
