import { actorName } from "@/components/identity/actor-name";
import { systemNames } from "@/components/links/system-names";
import { type Address, csvHref, hrefOf } from "@/components/list/address";
import { ListEmpty } from "@/components/list/list-empty";
import { listFoot } from "@/components/list/list-foot";
import { DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { LinkRow } from "@/server/reads/link-list";

/** The company's installation links: purpose, uses spent, last download. */
export function OwnLinkTable({
  address,
  rows,
  next,
  now,
  zone,
}: {
  address: Address;
  rows: LinkRow[];
  next: string | null;
  now: Date;
  zone: string;
}) {
  const shown = address.params.link;
  // The rest of the page's address opens a link or fills the form; it does not narrow the list.
  const list: Address = { ...address, params: address.params.state ? { state: address.params.state } : {} };
  return (
    <DataTable
      label="Installation links"
      columns={[
        { key: "service", head: "Link", grow: "40%" },
        { key: "serial", head: "Serial", mono: true, fold: "tablet" },
        { key: "uses", head: "Uses", align: "right" },
        { key: "state", head: "State" },
        { key: "expires", head: "Expires", fold: "phone" },
        { key: "fetched", head: "Last download", fold: "tablet" },
        { key: "by", head: "Created by", muted: true, fold: "tablet" },
      ]}
      rows={rows.map((link) => ({
        id: link.id,
        selected: link.id === shown,
        href: hrefOf(address, { link: link.id, machine: null }),
        cells: {
          service: `${link.serviceName}, ${systemNames[link.os]}${link.description ? `: ${link.description}` : ""}`,
          serial: link.serial,
          uses: `${link.uses} of ${link.usesMax}`,
          state: <StateBadge kind="link" state={link.state} />,
          expires: <RelativeTime at={link.expiresAt} now={now} zone={zone} />,
          fetched: <RelativeTime at={link.lastDownloadAt} now={now} zone={zone} />,
          by: actorName(link.createdBy),
        },
      }))}
      empty={
        <ListEmpty address={list} noun="link" title="No link yet">
          Each command that you make is listed here until it is used up, with its last use.
        </ListEmpty>
      }
      foot={{ ...listFoot(address, { summary: `${rows.length} shown`, next }), csvHref: csvHref(list) }}
    />
  );
}
