import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { LinkSheet } from "@/components/links/link-sheet";
import { LinkTable } from "@/components/links/link-table";
import { ActionButton } from "@/components/list/action-button";
import { ActionMenu } from "@/components/list/action-menu";
import { addressOf, type SearchParams, sheetHref, sortLink } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ExportLink } from "@/components/list/export-link";
import type { ListAction } from "@/components/list/list-action";
import { ListEmpty } from "@/components/list/list-empty";
import { ListFilters } from "@/components/list/list-filters";
import { listFoot } from "@/components/list/list-foot";
import { kindFilter, serviceFilter } from "@/components/machines/machine-filters";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { formatCount } from "@/components/ui/format";
import { refusalOf } from "@/server/identity/refusal";
import type { LinkRow } from "@/server/reads/link-list";
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
  const { after, open, of } = address.params;
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
          !counts.any
            ? "No installation link exists yet."
            : `${formatCount(counts.open, "link")} can be used; ${counts.soon === 0 ? "none expires" : formatCount(counts.soon, "expires", "expire")} within a day.`
        }
        actions={<ExportLink address={address} />}
      />
      <LiveRefresh topics={["links", "machines"]} />
      <ListFilters
        address={address}
        search="Link, serial, customer"
        filters={[choice(address, "state", "State", states), serviceFilter(address, services), kindFilter(address)]}
      />
      <LinkTable
        rows={page.rows}
        now={now}
        open={open}
        expirySort={sortLink(address, "expiry", { sorted: "up" })}
        hrefOf={(row) => sheetHref(address, { open: row.id, of: row.customerId })}
        empty={
          <ListEmpty address={address} noun="link" title="No link yet">
            A link installs one service on one kind of machine. Customers create links in their portal, with the command
            to run.
          </ListEmpty>
        }
        foot={listFoot(address, { summary: `${page.rows.length} shown`, next: page.nextCursor })}
        action={(row) => (
          <ActionMenu
            label={`Actions for the link of ${row.customerName}`}
            actions={row.state === "revoked" ? [] : [revocation(row, refusal)]}
          />
        )}
      />
      {shown ? (
        <LinkSheet
          link={shown}
          uses={uses}
          now={now}
          closeHref={sheetHref(address, { open: null, of: null })}
          footer={shown.state === "revoked" ? null : <ActionButton action={revocation(shown, refusal)} />}
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
    body: `From now on its address answers that it was revoked. Machines of ${row.customerName} that enrolled with it stay. This can't be undone.`,
    confirm: "Revoke link",
    destructive: true,
    disabledReason: refusal,
    done: "The link is revoked.",
    call: { mutation: "links.revoke", input: { customerId: row.customerId, linkId: row.id } },
  };
}
