import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ListEmpty } from "@/components/list/list-empty";
import { ListFilters } from "@/components/list/list-filters";
import { listFoot } from "@/components/list/list-foot";
import { validFilter } from "@/components/list/valid-filter";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { ConflictTable } from "@/components/usage/conflict-table";
import { customerChoice } from "@/components/usage/usage-filters";
import { UsageTabs } from "@/components/usage/usage-tabs";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";
import { conflictFilter } from "@/server/usage/corrections/input";
import { conflictStates } from "@/server/usage/states";

export const metadata: Metadata = { title: "Conflicts of use" };

const stateWords = { waiting: "Waiting", dismissed: "Dismissed", amended: "Amended" };

/** Which identities came again with other content, what stands and what came, and what was decided? */
export default async function ConflictsPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/usage/conflicts", searchParams, ["customer", "source", "state"]);
  const { customer, after } = address.params;
  const { source, state } = validFilter(conflictFilter, address.params);
  const { now } = await pageContext();
  const [page, meters, clouds, customers] = await readPage((api) =>
    Promise.all([
      api.corrections.conflicts({ customerId: customer, source, state: state ?? "waiting", cursor: after }),
      api.operations.meters(),
      api.clouds.names(),
      customer ? api.customers.list({ search: customer, limit: 1 }) : { rows: [] },
    ]),
  );
  const sources = [...new Set([...(source ? [source] : []), ...page.rows.map((row) => row.source)])].sort();
  return (
    <Page wide>
      <PageHead
        title="Conflicts of use"
        sentence="Records whose source and id came again with other content. What came first stands until it is decided; at most ten contents of one identity are stored."
        crumbs={[{ label: "Conflicts" }]}
      />
      <UsageTabs on="conflicts" />
      <LiveRefresh topics={["usage"]} />
      <ListFilters
        address={address}
        filters={[
          customerChoice(
            address,
            customers.rows.find(({ id }) => id === customer),
          ),
          choice(
            address,
            "source",
            "Source",
            sources.map((one) => ({ id: one, label: one })),
            "all",
          ),
          choice(
            address,
            "state",
            "State",
            conflictStates.map((one) => ({ id: one, label: stateWords[one] })),
            "Waiting",
          ),
        ]}
      />
      <ConflictTable
        rows={page.rows}
        meters={meters}
        clouds={clouds}
        refusal={refusalOf(await pageStaff(), "usage.change")}
        now={now}
        zone={staffZone}
        empty={
          <ListEmpty address={address} noun="conflict" title="No conflict waits">
            A record that comes again with the same content changes nothing. With other content it is listed here.
          </ListEmpty>
        }
        foot={listFoot(address, { summary: `${page.rows.length} shown, newest first`, next: page.nextCursor })}
      />
    </Page>
  );
}
