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
import { BackFillButton } from "@/components/usage/back-fill-button";
import { CorrectionTable } from "@/components/usage/correction-table";
import { customerChoice } from "@/components/usage/usage-filters";
import { UsageTabs } from "@/components/usage/usage-tabs";
import { staffActor } from "@/server/identity/current-user";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Corrections of use" };

/** Which use was voided, amended, back-filled or taken from another source, by whom and why? */
export default async function CorrectionsPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/usage/corrections", searchParams, ["customer"]);
  const { customer, after } = address.params;
  const { now, user } = await pageContext();
  const [page, meters, clouds, customers] = await readPage((api) =>
    Promise.all([
      api.corrections.list({ customerId: customer, cursor: after }),
      api.operations.meters(),
      api.clouds.names(),
      customer ? api.customers.list({ search: customer, limit: 1 }) : { rows: [] },
    ]),
  );
  const company = customers.rows.find(({ id }) => id === customer);
  return (
    <Page wide>
      <PageHead
        title="Corrections of use"
        sentence="What counted and was voided or amended, is taken from another source, or was back-filled. The records stay stored; what was billed too much waits for a decision."
        crumbs={[{ label: "Corrections" }]}
        actions={
          <BackFillButton
            company={company && { id: company.id, name: company.name }}
            meters={meters.map(({ slug, name, unit, kind }) => ({ slug, name, unit, kind }))}
            clouds={clouds.map(({ slug, name }) => ({ slug, name }))}
            refusal={refusalOf(user && staffActor(user), "usage.change")}
          />
        }
      />
      <UsageTabs on="corrections" />
      <LiveRefresh topics={["usage"]} />
      <ListFilters address={address} filters={[customerChoice(address, company)]} />
      <CorrectionTable
        rows={page.rows}
        meters={meters}
        now={now}
        zone={staffZone}
        empty={
          <ListEmpty
            address={address}
            noun="correction"
            title="No correction yet"
            actions={<LinkButton href="/admin/usage/records">Open the records</LinkButton>}
          >
            Use that counted and should not, or not with this quantity, is voided or amended in the list of records. Use
            that no sender reported is back-filled here.
          </ListEmpty>
        }
        foot={listFoot(address, { summary: `${page.rows.length} shown, newest first`, next: page.nextCursor })}
      />
    </Page>
  );
}
