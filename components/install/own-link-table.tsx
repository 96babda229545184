import { type Address, csvHref, hrefOf, pageLinks } from "@/components/list/address";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { LinkRow } from "@/server/setup/queries";

/** The company's installation links: what each is for, how much of it is spent, when it was last fetched. */
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
  const filtered = Boolean(address.params.state ?? address.params.q);
  return (
    <DataTable
      label="Installation links"
      columns={[
        { key: "service", head: "Link", grow: "40%" },
        { key: "serial", head: "Serial", mono: true, fold: "tablet" },
        { key: "uses", head: "Uses", align: "right" },
        { key: "state", head: "State" },
        { key: "expires", head: "Expires", fold: "phone" },
        { key: "fetched", head: "Last fetched", fold: "tablet" },
        { key: "by", head: "Made by", muted: true, fold: "tablet" },
      ]}
      rows={rows.map((link) => ({
        id: link.id,
        selected: link.id === shown,
        href: hrefOf(address, { link: link.id, machine: null }),
        cells: {
          service: `${link.serviceName}, ${link.os === "darwin" ? "macOS" : "Linux"}${link.description ? `: ${link.description}` : ""}`,
          serial: link.serial,
          uses: `${link.uses} of ${link.usesMax}`,
          state: <StateBadge kind="link" state={link.state === "open" ? "active" : link.state} />,
          expires: <RelativeTime at={link.expiresAt} now={now} zone={zone} />,
          fetched: <RelativeTime at={link.lastDownloadAt} now={now} zone={zone} />,
          by: link.createdBy,
        },
      }))}
      empty={
        <EmptyState compact title={filtered ? "No link fits the filter" : "No link yet"}>
          {filtered
            ? "Take a filter away to see more."
            : "Each command you make stands here until it is used up, with its last use."}
        </EmptyState>
      }
      foot={{
        summary: `${rows.length} shown`,
        ...pageLinks(address, next),
        csvHref: csvHref({ ...address, params: without(address.params) }),
      }}
    />
  );
}

/** The filters alone: what is opened beside the list does not narrow its export. */
function without({ link: _link, machine: _machine, ...rest }: Record<string, string>): Record<string, string> {
  return rest;
}
