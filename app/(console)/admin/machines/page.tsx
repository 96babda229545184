import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { ActionMenu } from "@/components/list/action-menu";
import { addressOf, csvHref, hrefOf, pageLinks, type SearchParams } from "@/components/list/address";
import { choice, filtersOf, keptBySearch } from "@/components/list/choice";
import { ListEmpty } from "@/components/list/list-empty";
import { inGroup, type MachineGroup, machineGroups, machinesFinding } from "@/components/machines/machine-groups";
import { machineName } from "@/components/machines/machine-name";
import { MachineTable } from "@/components/machines/machine-table";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { FilterBar } from "@/components/ui/filter-bar";
import { LinkButton } from "@/components/ui/link-button";
import { SearchInput } from "@/components/ui/search-input";
import { pageContext, readPage } from "@/server/trpc/caller";
import { machineKeys, machineQuery } from "./filter";
import { machineActions } from "./machine-actions";

export const metadata: Metadata = { title: "Machines" };

/** Which machines run, and which wait for somebody? */
export default async function MachinesPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/machines", searchParams, machineKeys);
  const { q, after, sort = "newest" } = address.params;
  const { now } = await pageContext();
  const [page, counts, services, clouds, actions] = await readPage((api) =>
    Promise.all([
      api.machines.listAll({ ...machineQuery(address.params), cursor: after }),
      api.machines.countsAll(),
      api.catalogue.allServices(),
      api.clouds.names(),
      machineActions(),
    ]),
  );
  const groups = (Object.keys(machineGroups) as MachineGroup[]).map((id) => ({
    id,
    label: `${machineGroups[id].label} (${inGroup(counts, id)})`,
  }));
  const by = (key: string, sorted: "up" | "down") =>
    sort === key ? { sortHref: hrefOf(address, { sort: null }), sorted } : { sortHref: hrefOf(address, { sort: key }) };
  const cloudOptions = [
    ...clouds.map(({ id, name }) => ({ id, label: name })),
    { id: "on-premises", label: "On-premises" },
  ];
  return (
    <Page wide>
      <PageHead
        title="Machines"
        sentence={machinesFinding(counts)}
        actions={
          <LinkButton href={csvHref(address)} download icon="download">
            Export CSV
          </LinkButton>
        }
      />
      <LiveRefresh topics={["machines", "licenses"]} />
      <FilterBar
        search={<SearchInput label="Name, serial, customer" defaultValue={q} keep={keptBySearch(address)} />}
        {...filtersOf(
          address,
          choice(address, "state", "State", groups),
          choice(
            address,
            "service",
            "Service",
            services.map(({ id, name }) => ({ id, label: name })),
          ),
          choice(address, "cloud", "Cloud", cloudOptions, `all ${clouds.length}`),
          choice(address, "kind", "Kind", [
            { id: "ordinary", label: "Ordinary" },
            { id: "overflow", label: "Overflow" },
          ]),
        )}
      />
      <MachineTable
        rows={page.rows}
        now={now}
        sorts={{ name: by("name", "up"), state: by("state", "up"), heartbeat: by("heartbeat", "down") }}
        empty={
          <ListEmpty address={address} noun="machine" title="No machine yet">
            A machine appears when it reports through an installation link, or when a cloud tells of an instance.
          </ListEmpty>
        }
        foot={{
          summary: `${page.rows.length} shown`,
          ...pageLinks(address, page.nextCursor),
          csvHref: csvHref(address),
        }}
        action={(row) => <ActionMenu label={`Actions for ${machineName(row)}`} actions={actions(row)} />}
      />
    </Page>
  );
}
