import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { ActionMenu } from "@/components/list/action-menu";
import { addressOf, type SearchParams, sortLink } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ExportLink } from "@/components/list/export-link";
import { ListEmpty } from "@/components/list/list-empty";
import { ListFilters } from "@/components/list/list-filters";
import { listFoot } from "@/components/list/list-foot";
import { kindFilter, linkFilter, placeFilter, serviceFilter } from "@/components/machines/machine-filters";
import { inGroup, type MachineGroup, machineGroups, machinesFinding } from "@/components/machines/machine-groups";
import { machineName } from "@/components/machines/machine-name";
import { machineKeys, machineQuery } from "@/components/machines/machine-query";
import { MachineTable } from "@/components/machines/machine-table";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { pageContext, readPage } from "@/server/trpc/caller";
import { machineActions } from "./machine-actions";

export const metadata: Metadata = { title: "Machines" };

/** Which machines run, and which wait or are blocked? */
export default async function MachinesPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/machines", searchParams, machineKeys);
  const { now } = await pageContext();
  const [page, counts, services, clouds, actions] = await readPage((api) =>
    Promise.all([
      api.machines.listAll({ ...machineQuery(address.params), cursor: address.params.after }),
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
  return (
    <Page wide>
      <PageHead title="Machines" sentence={machinesFinding(counts)} actions={<ExportLink address={address} />} />
      <LiveRefresh topics={["machines", "licenses"]} />
      <ListFilters
        address={address}
        search="Name, serial, customer"
        filters={[
          choice(address, "state", "State", groups),
          serviceFilter(address, services),
          placeFilter(address, clouds),
          kindFilter(address),
          linkFilter(address),
        ]}
      />
      <MachineTable
        rows={page.rows}
        now={now}
        sorts={{
          name: sortLink(address, "name", { sorted: "up" }),
          state: sortLink(address, "state", { sorted: "up" }),
          heartbeat: sortLink(address, "heartbeat"),
        }}
        empty={
          <ListEmpty address={address} noun="machine" title="No machine yet">
            A machine appears when it reports through an installation link, or when a cloud lists its instance.
          </ListEmpty>
        }
        foot={listFoot(address, { summary: `${page.rows.length} shown`, next: page.nextCursor })}
        action={(row) => <ActionMenu label={`Actions for ${machineName(row)}`} actions={actions(row)} />}
      />
    </Page>
  );
}
