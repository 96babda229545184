import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { addressOf, type SearchParams } from "@/components/list/address";
import { ListEmpty } from "@/components/list/list-empty";
import { ListFilters } from "@/components/list/list-filters";
import { listFoot } from "@/components/list/list-foot";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { LinkButton } from "@/components/ui/link-button";
import { ImportTable } from "@/components/usage/import-table";
import { UploadButton } from "@/components/usage/upload-dialog";
import { UploadList } from "@/components/usage/upload-list";
import { customerChoice } from "@/components/usage/usage-filters";
import { UsageTabs } from "@/components/usage/usage-tabs";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Imports of use" };

/** Which files were imported, and what of them counts? */
export default async function ImportsPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/usage/imports", searchParams, ["customer"]);
  const { customer, after } = address.params;
  const { now } = await pageContext();
  const [page, uploads, clouds, meters, customers] = await readPage((api) =>
    Promise.all([
      api.usage.providerImports({ customerId: customer, cursor: after }),
      api.uploads.list(),
      api.clouds.names(),
      api.operations.meters(),
      customer ? api.customers.list({ search: customer, limit: 1 }) : { rows: [] },
    ]),
  );
  const refusal = refusalOf(await pageStaff(), "usage.change");
  const company = customers.rows.find(({ id }) => id === customer);
  return (
    <Page wide>
      <PageHead
        title="Imports of use"
        sentence="Exports of host clouds (FOCUS): every row of a file is counted, known before, or listed with the reason."
        crumbs={[{ label: "Imports" }]}
        actions={
          <>
            <LinkButton href="/admin/usage/mapping">Mapping</LinkButton>
            <UploadButton clouds={clouds.map(({ id, name }) => ({ id, name }))} refusal={refusal} />
          </>
        }
      />
      <UsageTabs on="imports" />
      <LiveRefresh topics={["usage"]} />
      <UploadList uploads={uploads} clouds={clouds} refusal={refusal} now={now} zone={staffZone} />
      <ListFilters address={address} filters={[customerChoice(address, company)]} />
      <ImportTable
        rows={page.rows}
        clouds={clouds}
        meters={meters.map(({ slug, name, unit }) => ({ slug, name, unit }))}
        refusal={refusal}
        now={now}
        zone={staffZone}
        empty={
          <ListEmpty address={address} noun="import" title="No import yet">
            Upload an export of a cloud, or import it on the portal's machine: <code>spillway import focus FILE …</code>
          </ListEmpty>
        }
        foot={listFoot(address, { summary: `${page.rows.length} shown, newest first`, next: page.nextCursor })}
      />
    </Page>
  );
}
