import { staffZone } from "@/components/frame/staff-zone";
import type { Address } from "@/components/list/address";
import { ListEmpty } from "@/components/list/list-empty";
import { listFoot } from "@/components/list/list-foot";
import { DataTable } from "@/components/ui/data-table";
import { LinkButton } from "@/components/ui/link-button";
import { Money } from "@/components/ui/money";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { CustomerState } from "@/server/configuration/states";

type CustomerRow = {
  id: string;
  name: string;
  identifier: string;
  state: CustomerState;
  currency: string;
  creditLimitMinor: bigint;
  requestedMinor: string | null;
  machines: number;
  waitingMachines: number;
  createdAt: Date;
};

/** The provider's customers. */
export function CustomerTable({
  address,
  page,
  now,
}: {
  address: Address;
  page: { rows: CustomerRow[]; nextCursor: string | null };
  now: Date;
}) {
  return (
    <DataTable
      label="Customers"
      columns={[
        { key: "name", head: "Customer", grow: "30%" },
        { key: "identifier", head: "Account identifier", mono: true, fold: "phone" },
        { key: "state", head: "State", fold: "under" },
        { key: "machines", head: "Machines", align: "right" },
        { key: "waiting", head: "Waiting", align: "right", fold: "tablet" },
        { key: "limit", head: "Credit limit", align: "right", fold: "phone" },
        { key: "asked", head: "Requested", align: "right", fold: "phone" },
        { key: "since", head: "Since", muted: true, fold: "tablet" },
      ]}
      rows={page.rows.map((row) => ({
        id: row.id,
        href: `/admin/customers/${row.id}`,
        cells: {
          name: row.name,
          identifier: row.identifier,
          state: <StateBadge kind="customer" state={row.state} />,
          machines: row.machines,
          waiting: row.waitingMachines || null,
          limit: <Money minor={row.creditLimitMinor} currency={row.currency} />,
          asked: <Money minor={row.requestedMinor} currency={row.currency} />,
          since: <RelativeTime at={row.createdAt} now={now} zone={staffZone} form="day" />,
        },
      }))}
      empty={
        <ListEmpty
          address={address}
          noun="customer"
          title="No customers yet"
          actions={
            <LinkButton href="/admin/customers/invite" kind="primary">
              Invite customer
            </LinkButton>
          }
        >
          Companies that you invite are listed here; a company becomes active when its first person signs in.
        </ListEmpty>
      }
      foot={listFoot(address, { summary: `${page.rows.length} shown`, next: page.nextCursor })}
    />
  );
}
