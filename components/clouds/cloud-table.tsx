import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatNumber } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import type { CloudFigures } from "@/server/reads/cloud-figures";
import { cloudState } from "./cloud-state";

/** Host clouds with their connection and what runs in each. `action` draws a row's act. */
export function CloudTable({
  clouds,
  now,
  csv,
  action,
}: {
  clouds: CloudFigures[];
  now: Date;
  csv: string;
  action: (cloud: CloudFigures) => ReactNode;
}) {
  return (
    <DataTable
      label="Host clouds"
      columns={[
        { key: "name", head: "Cloud" },
        { key: "state", head: "State" },
        { key: "region", head: "Region", muted: true, fold: "tablet" },
        { key: "machines", head: "Machines", align: "right" },
        { key: "overflow", head: "Overflow machines", align: "right" },
        { key: "customers", head: "Customers", align: "right", fold: "tablet" },
        { key: "flavors", head: "Flavors", align: "right", fold: "tablet" },
        { key: "polled", head: "Use last read", fold: "phone" },
        { key: "exchanges", head: "Exchanges in the last hour", align: "right", fold: "tablet" },
      ]}
      rows={clouds.map((cloud) => {
        const state = cloudState(cloud);
        return {
          id: cloud.id,
          href: `/admin/clouds/inventory?cloud=${encodeURIComponent(cloud.slug)}`,
          cells: {
            name: <CloudName name={cloud.name} colorIndex={cloud.colorIndex} />,
            state: (
              <Badge shape={state.shape} tone={state.tone}>
                {state.word}
              </Badge>
            ),
            region: cloud.region,
            machines: formatNumber(cloud.machines),
            overflow: formatNumber(cloud.overflowMachines),
            customers: formatNumber(cloud.customers),
            flavors: cloud.startsMachines ? formatNumber(cloud.flavors) : null,
            polled: <RelativeTime at={cloud.lastPolledAt} now={now} />,
            exchanges: formatNumber(cloud.exchanges),
          },
          action: action(cloud),
          ...(cloud.lastError !== null && {
            detail: (
              <p className="pt-2 text-over">
                {cloud.lastError}, <RelativeTime at={cloud.lastErrorAt} now={now} />. It is asked again at each run of
                the cron.
              </p>
            ),
          }),
        };
      })}
      empty={
        <EmptyState compact title="No host cloud yet">
          A host cloud is where customers' machines run. Its use is read by a driver or imported from its files. Whoever
          runs this installation adds one on the command line: npm run spillway -- cloud add. Until then every machine
          counts as on-premises.
        </EmptyState>
      }
      foot={{ summary: `${clouds.length} ${clouds.length === 1 ? "cloud" : "clouds"}`, csvHref: csv }}
    />
  );
}
