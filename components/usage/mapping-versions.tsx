import { actorName } from "@/components/identity/actor-name";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatDateTime } from "@/components/ui/format-time";
import type { TableFoot } from "@/components/ui/table-types";
import { TextLink } from "@/components/ui/text-link";
import type { MappingVersion } from "@/server/usage/mappings/mapping-versions";

/** Every version of a cloud's rules, newest first; each opens in the editor. */
export function MappingVersions({
  rows,
  present,
  hrefOf,
  zone,
  foot,
}: {
  rows: Pick<MappingVersion, "version" | "setBy" | "setAt" | "reason">[];
  present: number;
  hrefOf: (version: number) => string;
  zone: string;
  foot: TableFoot;
}) {
  return (
    <Card title="Versions" note="an import states by which it was read" flush className="mt-4">
      <DataTable
        bare
        label="Versions"
        columns={[
          { key: "version", head: "Version" },
          { key: "by", head: "Set by" },
          { key: "at", head: `Set at (${zone})`, muted: true, fold: "phone" },
          { key: "why", head: "Why" },
        ]}
        rows={rows.map(({ version, setBy, setAt, reason }) => ({
          id: String(version),
          cells: {
            version: (
              <TextLink href={hrefOf(version)}>
                {version === present ? `${version}, present` : String(version)}
              </TextLink>
            ),
            by: actorName(setBy),
            at: formatDateTime(setAt, zone),
            why: <span className="block min-w-32 whitespace-normal [overflow-wrap:anywhere]">{reason}</span>,
          },
        }))}
        foot={foot}
      />
    </Card>
  );
}
