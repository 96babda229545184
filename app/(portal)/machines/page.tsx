import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ListFilters } from "@/components/list/list-filters";
import { kindFilter, linkFilter, placeFilter, serviceFilter } from "@/components/machines/machine-filters";
import { machineKeys, machineQuery } from "@/components/machines/machine-query";
import { OwnMachineTable } from "@/components/machines/own-machine-table";
import { machineStateChoices, ownMachinesFinding } from "@/components/machines/own-machine-words";
import { machineSums } from "@/components/overview/own-overview-words";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { LinkButton } from "@/components/ui/link-button";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Machines" };

/** What is set up, and what needs attention? */
export default async function MachinesPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/machines", searchParams, machineKeys);
  const { now } = await pageContext();
  const [page, counts, services, clouds, profile] = await readPage((api) =>
    Promise.all([
      api.machines.list({ ...machineQuery(address.params), cursor: address.params.after }),
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
        <ListFilters
          address={address}
          search="Name, serial or id"
          filters={[
            choice(
              address,
              "state",
              "State",
              machineStateChoices.map(({ id, label }) => ({ id, label: `${label} (${counts[id] ?? 0})` })),
            ),
            serviceFilter(address, services),
            placeFilter(address, clouds),
            kindFilter(address),
            linkFilter(address),
          ]}
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
