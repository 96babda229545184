import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ListEmpty } from "@/components/list/list-empty";
import { ListFilters } from "@/components/list/list-filters";
import { listFoot } from "@/components/list/list-foot";
import { placeFilter } from "@/components/machines/machine-filters";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { AuthorityTable } from "@/components/usage/authority-table";
import { customerChoice } from "@/components/usage/usage-filters";
import { UsageTabs } from "@/components/usage/usage-tabs";
import { readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Sources of use" };

/** Whose figures count of each customer, cloud and meter, since when, and who decided it? */
export default async function AuthoritiesPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/usage/authorities", searchParams, ["customer", "meter", "cloud"]);
  const { customer, meter, cloud, after } = address.params;
  const [page, clouds, meters, customers] = await readPage((api) =>
    Promise.all([
      api.usage.currentAuthorities({ customerId: customer, meter, cloud, cursor: after }),
      api.clouds.names(),
      api.operations.meters(),
      customer ? api.customers.list({ search: customer, limit: 1 }) : { rows: [] },
    ]),
  );
  const company = customers.rows.find(({ id }) => id === customer);
  return (
    <Page wide>
      <PageHead
        title="Sources of use"
        sentence="One use, one source: of each customer, cloud and meter one kind of source counts. What others report is stored and compared."
        crumbs={[{ label: "Sources" }]}
      />
      <UsageTabs on="authorities" />
      <LiveRefresh topics={["usage"]} />
      <ListFilters
        address={address}
        filters={[
          customerChoice(address, company),
          choice(
            address,
            "meter",
            "Meter",
            meters.map(({ slug, name }) => ({ id: slug, label: name })),
            "all",
          ),
          placeFilter(address, clouds),
        ]}
      />
      <AuthorityTable
        rows={page.rows}
        clouds={clouds}
        zone={staffZone}
        empty={
          <ListEmpty address={address} noun="source" title="No use yet">
            The kind of source whose record of a meter comes first from a cloud counts, until staff decide.
          </ListEmpty>
        }
        foot={listFoot(address, { summary: `${page.rows.length} shown, by customer`, next: page.nextCursor })}
      />
    </Page>
  );
}
