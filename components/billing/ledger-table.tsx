import { staffZone } from "@/components/frame/staff-zone";
import type { Address } from "@/components/list/address";
import { ListEmpty } from "@/components/list/list-empty";
import { listFoot } from "@/components/list/list-foot";
import { DataTable } from "@/components/ui/data-table";
import { formatMoney, formatMoneyChange } from "@/components/ui/format";
import { formatDateTime } from "@/components/ui/format-time";
import type { ListedEntry } from "@/server/money/balance-at";

/** The entries that make up what a customer owes, newest first, each with what was owed after it. */
export function LedgerTable({
  address,
  page,
  currency,
}: {
  address: Address;
  page: { rows: ListedEntry[]; nextCursor: string | null };
  currency: string;
}) {
  return (
    <DataTable
      label="Entries"
      columns={[
        { key: "description", head: "Entry", grow: "46%", mono: true },
        { key: "posted", head: "Posted (UTC)", fold: "phone" },
        { key: "accounts", head: "Accounts", fold: "tablet" },
        { key: "adds", head: "Adds", align: "right" },
        { key: "owed", head: "Owed after", align: "right" },
      ]}
      rows={page.rows.map((one) => ({
        id: one.id,
        ...(one.causeKind === "statement" && { href: `/admin/statements/${encodeURIComponent(one.causeId)}` }),
        cells: {
          description: <span className="font-mono text-xs">{one.description}</span>,
          posted: formatDateTime(one.postedAt, staffZone),
          accounts: one.moved
            .map(({ kind, minor }) => `${minor < 0n ? "−" : "+"} ${kind.replaceAll("_", " ")}`)
            .join(", "),
          adds: formatMoneyChange(one.owedMinor, currency),
          owed: formatMoney(one.owedAfterMinor, currency),
        },
      }))}
      empty={
        <ListEmpty address={address} noun="entry" title="Nothing was posted by then">
          Charges, fees, statements and payments are posted as entries, and never changed.
        </ListEmpty>
      }
      foot={listFoot(address, { summary: `${page.rows.length} shown`, next: page.nextCursor })}
    />
  );
}
