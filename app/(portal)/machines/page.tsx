import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice, filtersOf, keptBySearch } from "@/components/list/choice";
import { filterOf } from "@/components/machines/machine-filter";
import { OwnMachineTable } from "@/components/machines/own-machine-table";
import { machineStateChoices, ownMachinesFinding } from "@/components/machines/own-machine-words";
import { machineSums } from "@/components/overview/own-overview-words";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { FilterBar } from "@/components/ui/filter-bar";
import { LinkButton } from "@/components/ui/link-button";
import { SearchInput } from "@/components/ui/search-input";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Machines" };

/** What is set up, and what needs us? */
export default async function MachinesPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/machines", searchParams, ["q", "state", "service", "cloud", "kind", "sort"]);
  const { now } = await pageContext();
  const [page, counts, services, clouds, profile] = await readPage((api) =>
    Promise.all([
      api.machines.list({ ...filterOf(address.params), cursor: address.params.after ?? null, limit: 50 }),
      api.machines.counts(),
      api.catalogue.services(),
      api.billing.clouds(),
      api.configuration.profile(),
    ]),
  );
  const sums = machineSums(counts);
  const all = sums.all + (counts.retired ?? 0);
  return (
    <Page wide={all > 0}>
      <PageHead
        title="Machines"
        sentence={ownMachinesFinding(sums)}
        actions={
          all === 0 ? null : (
            <LinkButton href="/install" kind="primary" icon="plus">
              Install on a machine
            </LinkButton>
          )
        }
      />
      <LiveRefresh topics={["machines", "licenses"]} />
      {all === 0 ? null : (
        <FilterBar
          search={
            <SearchInput label="Name, serial or id" defaultValue={address.params.q} keep={keptBySearch(address)} />
          }
          {...filtersOf(
            address,
            choice(
              address,
              "state",
              "State",
              machineStateChoices.map(({ id, label }) => ({ id, label: `${label} (${counts[id] ?? 0})` })),
            ),
            choice(
              address,
              "service",
              "Service",
              services.map(({ id, name }) => ({ id, label: name })),
            ),
            choice(address, "cloud", "Cloud", [
              ...clouds.map(({ id, name }) => ({ id, label: name })),
              { id: "on-premises", label: "On-premises" },
            ]),
            choice(address, "kind", "Kind", [
              { id: "ordinary", label: "Ordinary" },
              { id: "overflow", label: "Overflow" },
            ]),
          )}
        />
      )}
      <OwnMachineTable
        address={address}
        rows={page.rows}
        next={page.nextCursor}
        all={all}
        now={now}
        zone={profile.customer.timeZone}
      />
    </Page>
  );
}
