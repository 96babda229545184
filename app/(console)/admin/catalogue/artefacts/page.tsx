import type { Metadata } from "next";
import { CatalogueTabs } from "@/components/catalogue/catalogue-tabs";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { addressOf, csvHref, type SearchParams } from "@/components/list/address";
import { choice, named } from "@/components/list/choice";
import { ListEmpty } from "@/components/list/list-empty";
import { ListFilters } from "@/components/list/list-filters";
import { Bytes } from "@/components/ui/bytes";
import { CopyButton } from "@/components/ui/copy-button";
import { DataTable } from "@/components/ui/data-table";
import { formatCount } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Artefacts" };

/** Which files do machines download, for which system, in which version? */
export default async function ArtefactsPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/catalogue/artefacts", searchParams, ["serviceId"]);
  const { now } = await pageContext();
  const [artefacts, offers] = await readPage((api) =>
    Promise.all([api.catalogue.artefacts({ serviceId: address.params.serviceId }), api.catalogue.allServices()]),
  );
  return (
    <Page wide>
      <PageHead
        title="Catalogue"
        sentence={`${formatCount(artefacts.length, "file")}. A machine downloads them by their SHA-256 and runs nothing that differs.`}
        crumbs={[{ label: "Artefacts" }]}
      />
      <CatalogueTabs on="artefacts" />
      <ListFilters
        address={address}
        filters={[choice(address, "serviceId", "Service", named(offers), `all ${offers.length}`)]}
      />
      <DataTable
        label="Artefacts"
        columns={[
          { key: "name", head: "File" },
          { key: "service", head: "Service" },
          { key: "version", head: "Version", mono: true, fold: "phone" },
          { key: "os", head: "System", fold: "phone" },
          { key: "size", head: "Size", align: "right" },
          { key: "sha", head: "SHA-256", fold: "tablet" },
          { key: "added", head: "Added", fold: "phone" },
        ]}
        rows={artefacts.map((artefact) => ({
          id: artefact.sha256,
          cells: {
            name: artefact.name,
            service: offers.find((offer) => offer.id === artefact.serviceId)?.name,
            version: artefact.version,
            os: artefact.arch === "any" ? artefact.os : `${artefact.os}, ${artefact.arch}`,
            size: <Bytes value={artefact.sizeBytes} />,
            sha: (
              <span className="inline-flex items-center gap-1" title={artefact.sha256}>
                <span className="mono">{artefact.sha256.slice(0, 16)}…</span>
                <CopyButton value={artefact.sha256} label={`Copy the SHA-256 of ${artefact.name}`} iconOnly />
              </span>
            ),
            added: <RelativeTime at={artefact.createdAt} now={now} zone={staffZone} />,
          },
        }))}
        empty={
          <ListEmpty address={address} noun="artefact" title="No artefact yet">
            The files of the shipped services are added at the first start. None is here: the migration has not
            finished.
          </ListEmpty>
        }
        foot={{ summary: `${formatCount(artefacts.length, "file")}, newest first`, csvHref: csvHref(address) }}
      />
    </Page>
  );
}
