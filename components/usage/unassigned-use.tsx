import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatNumber } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import type { UnassignedUse } from "@/server/usage/corrections/unassigned-usage";
import { AssignUse } from "./assign-use";

const kinds = { agent: "A machine", driver: "A cloud", program: "A program", file: "A file" };

/**
 * Use that came under a name nobody has: who sent it, which name, since when, and whose it is. Nothing where none
 * waits.
 */
export function UnassignedUseCard({
  groups,
  more,
  refusal,
  now,
  zone,
}: {
  groups: UnassignedUse[];
  /** Others wait behind those that were counted. */
  more: boolean;
  refusal: string | undefined;
  now: Date;
  zone: string;
}) {
  if (groups.length === 0) return null;
  return (
    <Card
      title="Use without a customer"
      note={
        more
          ? "the 10,000 records that wait longest; more follow as these are assigned"
          : "stored, and not counted until it is assigned"
      }
      flush
      className="mt-4"
    >
      <DataTable
        bare
        label="Use without a customer"
        columns={[
          { key: "sender", head: "Sent by", grow: "30%" },
          { key: "source", head: "Source", fold: "phone" },
          { key: "named", head: "Named customer" },
          { key: "rows", head: "Records", align: "right" },
          { key: "since", head: "Since", muted: true, fold: "phone" },
        ]}
        rows={groups.map((group) => {
          const { sourceKind, source, named, sentBy, rows, since } = group;
          return {
            id: [sourceKind, source, named, sentBy].join(" "),
            cells: {
              sender: sentBy ? `${kinds[sourceKind]}: ${sentBy}` : kinds[sourceKind],
              source: <span className="font-mono">{source}</span>,
              named: named === null ? "none" : <span className="font-mono">{named}</span>,
              rows: formatNumber(rows),
              since: <RelativeTime at={since} now={now} zone={zone} />,
            },
            action: <AssignUse waiting={{ sourceKind, source, named, sentBy }} rows={rows} refusal={refusal} />,
          };
        })}
      />
    </Card>
  );
}
