import { actorName } from "@/components/identity/actor-name";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatDateTime } from "@/components/ui/format-time";
import type { UsageAuthority } from "@/server/usage/questions/authorities";
import { sinceWords, sourceWords } from "./source-words";

/** Every decision on whose figures count of a meter in a cloud, newest first. */
export function AuthorityHistory({ decisions, zone }: { decisions: UsageAuthority[]; zone: string }) {
  return (
    <Card title="Decisions" note="each holds until the next" flush className="mt-4">
      <DataTable
        bare
        label="Decisions"
        columns={[
          { key: "from", head: `From (${zone})` },
          { key: "counts", head: "Counts" },
          { key: "by", head: "Set by" },
          { key: "at", head: "Set at", muted: true, fold: "phone" },
          { key: "why", head: "Why", fold: "phone" },
        ]}
        rows={decisions.map((row) => ({
          id: row.id,
          cells: {
            from: sinceWords(row.validFrom, zone),
            counts: sourceWords[row.sourceKind],
            by: actorName(row.setBy),
            at: formatDateTime(row.createdAt, zone),
            why: <span className="block min-w-40 whitespace-normal [overflow-wrap:anywhere]">{row.reason}</span>,
          },
        }))}
      />
    </Card>
  );
}
