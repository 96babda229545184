import { subjectWords } from "@/components/audit/audit-words";
import { ThingLink } from "@/components/audit/thing-link";
import { staffZone } from "@/components/frame/staff-zone";
import { type Address, sheetHref } from "@/components/list/address";
import { ListEmpty } from "@/components/list/list-empty";
import { listFoot } from "@/components/list/list-foot";
import { Badge } from "@/components/ui/badge";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import { formatNumber } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import type { listExchanges } from "@/server/reads/cloud-exchanges";

type Listed = Awaited<ReturnType<typeof listExchanges>>;

/**
 * Calls to host clouds with their answers, newest first. A row opens the whole call and the bodies next to the list.
 */
export function ExchangeTable({ address, page, now }: { address: Address; page: Listed; now: Date }) {
  return (
    <DataTable
      label="Exchanges with host clouds"
      columns={[
        { key: "at", head: "Sent" },
        { key: "call", head: "Call", mono: true, grow: "30%" },
        { key: "cloud", head: "Cloud", fold: "phone" },
        { key: "customer", head: "Customer", grow: "18%", fold: "tablet" },
        { key: "subject", head: "About", grow: "18%", fold: "sheet" },
        { key: "status", head: "Answer", fold: "under" },
        { key: "took", head: "Took", unit: "ms", align: "right", fold: "phone" },
      ]}
      rows={page.rows.map((row) => ({
        id: row.id,
        href: sheetHref(address, { open: row.id }),
        selected: address.params.open === row.id,
        cells: {
          at: <RelativeTime at={row.startedAt} now={now} zone={staffZone} />,
          call: `${row.method} ${row.path.split("?")[0]}`,
          cloud: <CloudName name={row.cloudName} colorIndex={row.colorIndex} />,
          customer: row.customerName,
          subject: row.subjectId ? (
            <ThingLink id={row.subjectId} things={page.things} otherwise={subjectWords(row.subjectKind ?? "gone")} />
          ) : null,
          status: row.error ? (
            <Badge shape="square" tone="over">
              {row.status ?? "No answer"}
            </Badge>
          ) : (
            <Badge shape="dot" tone="fine">
              {row.status}
            </Badge>
          ),
          took: row.tookMs === null ? null : formatNumber(row.tookMs),
        },
      }))}
      empty={
        <ListEmpty address={address} noun="call" title="No call yet">
          Each call to a host cloud is stored here with its answer.
        </ListEmpty>
      }
      foot={listFoot(address, { summary: `${page.rows.length} shown, newest first`, next: page.nextCursor })}
    />
  );
}
