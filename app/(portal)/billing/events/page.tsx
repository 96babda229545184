import type { Metadata } from "next";
import { BillingTabs } from "@/components/billing/billing-tabs";
import { HeldOverflows, heldOf } from "@/components/billing/held-overflows";
import { cloudFilter } from "@/components/clouds/cloud-filter";
import { eventGroupWords } from "@/components/events/event-groups";
import { EventTable } from "@/components/events/event-table";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, csvHref, type SearchParams } from "@/components/list/address";
import { choice, filtersOf, keptBySearch } from "@/components/list/choice";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { FilterBar } from "@/components/ui/filter-bar";
import { LinkButton } from "@/components/ui/link-button";
import { SearchInput } from "@/components/ui/search-input";
import { refusalOf } from "@/server/identity/refusal";
import type { OverflowGroup } from "@/server/overflow/states";
import { pageCompany, pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Billing events" };

const keys = ["q", "meter", "cloud", "group", "sort"];
const isGroup = (text: string | undefined): text is OverflowGroup => text !== undefined && text in eventGroupWords;

/** When did we go over a limit, and what was done about it? */
export default async function OwnEventsPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/billing/events", searchParams, keys);
  const { now } = await pageContext();
  const { customerId, actor, viewing } = await pageCompany();
  const { q, meter, cloud, group, sort, after } = address.params;
  const others = { q, meter, cloud };
  const filter = {
    ...others,
    ...(isGroup(group) && { group }),
    ...(sort === "amount" && { sort: "amount" as const }),
    after,
  };
  const [page, counts, all, clouds, standings] = await readPage((api) =>
    Promise.all([
      api.billing.events(filter),
      api.billing.eventCounts(others),
      api.billing.eventCounts({}),
      api.billing.clouds(),
      api.billing.standings(),
    ]),
  );
  const meters = new Map(standings.map((row) => [row.meter, row.meterName]));
  const zone = standings[0]?.timeZone ?? "UTC";
  return (
    <Page wide>
      <PageHead
        title="Billing events"
        sentence={finding(all)}
        crumbs={[{ label: "Billing events" }]}
        actions={
          <LinkButton href={csvHref(address)} download icon="download">
            Export CSV
          </LinkButton>
        }
      />
      <LiveRefresh topics={["overflows", "billing"]} />
      <BillingTabs on="events" events={all.all} />
      <HeldOverflows
        overflows={heldOf(standings)}
        zone={zone}
        refusal={refusalOf(viewing ? null : actor, "overflows.answer", customerId)}
      />
      <FilterBar
        search={<SearchInput label="EV number" defaultValue={q} keep={keptBySearch(address)} />}
        {...filtersOf(
          address,
          choice(
            address,
            "group",
            "Overflow",
            Object.entries(eventGroupWords).map(([id, label]) => ({
              id,
              label: `${label} (${counts[id as OverflowGroup]})`,
            })),
          ),
          choice(
            address,
            "meter",
            "Meter",
            [...meters].map(([id, label]) => ({ id, label })),
          ),
          cloudFilter(address, clouds),
        )}
      />
      <EventTable
        address={address}
        page={page}
        total={isGroup(group) ? counts[group] : counts.all}
        now={now}
        zone={zone}
      />
    </Page>
  );
}

/** What is open, in a sentence. */
function finding(counts: Record<OverflowGroup | "all", number>): string {
  if (counts.all === 0) return "Use never passed a limit.";
  const parts = [
    counts.waiting > 0 ? `${counts.waiting} waiting for an answer or credit` : "",
    counts.stuck > 0 ? `${counts.stuck} stuck or failed` : "",
    counts.open > 0 ? `${counts.open} on the way` : "",
    counts.carried > 0 ? `${counts.carried} carried` : "",
  ].filter((part) => part !== "");
  const raised = counts.all === 1 ? "Use passed a limit once" : `Use passed a limit ${counts.all} times`;
  return parts.length === 0 ? `${raised}; nothing of it is open.` : `${raised}: ${parts.join(", ")}.`;
}
