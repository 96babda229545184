import { staffZone } from "@/components/frame/staff-zone";
import type { Address } from "@/components/list/address";
import { listFoot } from "@/components/list/list-foot";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatMoney } from "@/components/ui/format";
import { formatDateTime } from "@/components/ui/format-time";
import type { JournalLine } from "@/server/money/journal";

/** A month's postings as bookkeeping reads them: both sides of each entry. */
export function JournalTable({
  address,
  page,
}: {
  address: Address;
  page: { rows: JournalLine[]; nextCursor: string | null };
}) {
  const money = (minor: bigint | null, currency: string) => (minor === null ? null : formatMoney(minor, currency));
  return (
    <DataTable
      label="Journal"
      columns={[
        { key: "description", head: "Entry", grow: "34%", mono: true },
        { key: "posted", head: "Posted (UTC)", fold: "tablet" },
        { key: "customer", head: "Customer", fold: "phone" },
        { key: "account", head: "Account", fold: "under" },
        { key: "debit", head: "Debit", align: "right" },
        { key: "credit", head: "Credit", align: "right" },
      ]}
      rows={page.rows.map((one) => ({
        id: `${one.entryId} ${one.account}`,
        cells: {
          description: one.description,
          posted: formatDateTime(one.postedAt, staffZone),
          customer: one.customerName,
          account: <span className="font-mono text-xs">{one.code}</span>,
          debit: money(one.debitMinor, one.currency),
          credit: money(one.creditMinor, one.currency),
        },
      }))}
      empty={
        <EmptyState compact title="Nothing was posted in this month">
          Charges, fees, statements and payments are posted when they happen, each with both of its sides.
        </EmptyState>
      }
      foot={listFoot(address, { summary: `${page.rows.length} shown`, next: page.nextCursor })}
    />
  );
}
