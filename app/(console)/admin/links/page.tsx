import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { LinkSheet } from "@/components/links/link-sheet";
import { LinkTable } from "@/components/links/link-table";
import { ActionButton } from "@/components/list/action-button";
import { ActionMenu } from "@/components/list/action-menu";
import { addressOf, besideHref, csvHref, hrefOf, pageLinks, type SearchParams } from "@/components/list/address";
import { choice, filtersOf, keptBySearch } from "@/components/list/choice";
import type { ListAction } from "@/components/list/list-action";
import { ListEmpty } from "@/components/list/list-empty";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { FilterBar } from "@/components/ui/filter-bar";
import { LinkButton } from "@/components/ui/link-button";
import { SearchInput } from "@/components/ui/search-input";
import { refusalOf } from "@/server/identity/refusal";
import type { LinkRow } from "@/server/setup/queries";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";
import { linkKeys, linkQuery } from "./filter";

export const metadata: Metadata = { title: "Links" };

const states = [
  { id: "open", label: "Active" },
  { id: "spent", label: "Spent" },
  { id: "expired", label: "Expired" },
  { id: "revoked", label: "Revoked" },
];

/** Which installation links are open, and who used them? */
export default async function LinksPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/links", searchParams, linkKeys);
  const { q, after, sort, open, of } = address.params;
  const { now } = await pageContext();
  const [page, counts, services, uses] = await readPage((api) =>
    Promise.all([
      api.links.listAll({ ...linkQuery(address.params), cursor: after }),
      api.operations.linkCounts(),
      api.catalogue.allServices(),
      open && of ? api.links.uses({ customerId: of, linkId: open }) : [],
    ]),
  );
  const shown = open ? page.rows.find(({ id }) => id === open) : undefined;
  const refusal = refusalOf(await pageStaff(), "links.change");
  return (
    <Page wide>
      <PageHead
        title="Links"
        sentence={
          counts.all === 0
            ? "No installation link was made yet."
            : `${counts.open} of ${counts.all} links can be used; ${counts.soon} of them ${counts.soon === 1 ? "expires" : "expire"} within a day.`
        }
        actions={
          <LinkButton href={csvHref(address)} download icon="download">
            Export CSV
          </LinkButton>
        }
      />
      <LiveRefresh topics={["links", "machines"]} />
      <FilterBar
        search={<SearchInput label="Link, serial, customer" defaultValue={q} keep={keptBySearch(address)} />}
        {...filtersOf(
          address,
          choice(address, "state", "State", states),
          choice(
            address,
            "service",
            "Service",
            services.map(({ id, name }) => ({ id, label: name })),
          ),
          choice(address, "kind", "Kind", [
            { id: "ordinary", label: "Ordinary" },
            { id: "overflow", label: "Overflow" },
          ]),
        )}
      />
      <LinkTable
        rows={page.rows}
        now={now}
        open={open}
        expirySort={
          sort === "expiry"
            ? { sortHref: hrefOf(address, { sort: null }), sorted: "up" }
            : { sortHref: hrefOf(address, { sort: "expiry" }) }
        }
        hrefOf={(row) => besideHref(address, { open: row.id, of: row.customerId })}
        empty={
          <ListEmpty address={address} noun="link" title="No link yet">
            A link carries one service to one kind of machine. Customers make them in their portal, with the command to
            run.
          </ListEmpty>
        }
        foot={{
          summary: `${page.rows.length} shown`,
          ...pageLinks(address, page.nextCursor),
          csvHref: csvHref({ ...address, params: { ...address.params, open: "", of: "" } }),
        }}
        action={(row) => <ActionMenu label={`Actions for ${row.id}`} actions={[revocation(row, refusal)]} />}
      />
      {shown ? (
        <LinkSheet
          link={shown}
          uses={uses}
          now={now}
          closeHref={besideHref(address, { open: null, of: null })}
          footer={<ActionButton action={revocation(shown, refusal)} />}
        />
      ) : null}
    </Page>
  );
}

function revocation(row: LinkRow, refusal: string | undefined): ListAction {
  return {
    id: "revoke",
    label: "Revoke…",
    icon: "x",
    title: "Revoke the link",
    body: `Whoever opens it from now on reads that it was revoked. Machines of ${row.customerName} that enrolled with it stay. It can't be opened again.`,
    confirm: "Revoke link",
    destructive: true,
    disabledReason: row.state === "revoked" ? "It is revoked already." : refusal,
    done: "The link is revoked.",
    call: { mutation: "links.revoke", input: { customerId: row.customerId, linkId: row.id } },
  };
}
