import type { ReactNode } from "react";
import { staffZone } from "@/components/frame/staff-zone";
import { Badge } from "@/components/ui/badge";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount, formatNumber } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import type { CloudFigures } from "@/server/reads/cloud-figures";
import { cloudState, lackingWords } from "./cloud-state";

/** Host clouds with their connection and what runs in each. `action` renders a row's button. */
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
        { key: "name", head: "Cloud", grow: "22%" },
        { key: "state", head: "State", fold: "under" },
        { key: "region", head: "Region", mono: true, muted: true, fold: "tablet" },
        { key: "machines", head: "Machines", align: "right" },
        { key: "overflow", head: "Overflow machines", align: "right", fold: "phone" },
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
            flavors: cloud.capabilities.includes("inventory") ? formatNumber(cloud.flavors) : null,
            polled: cloud.capabilities.includes("usage") ? (
              <RelativeTime at={cloud.lastPolledAt} now={now} zone={staffZone} />
            ) : null,
            exchanges: formatNumber(cloud.exchanges),
          },
          action: action(cloud),
          ...detailOf(cloud, now),
        };
      })}
      empty={
        <EmptyState compact title="No host cloud yet">
          A host cloud is where customers' machines run. Its use is read by a driver or imported from its files. The
          operator of this installation adds one on the command line: npm run spillway -- cloud add. Until then every
          machine counts as on-premises.
        </EmptyState>
      }
      foot={{ summary: formatCount(clouds.length, "cloud"), csvHref: csv }}
    />
  );
}

/** A cloud's fault, and the capabilities that it lacks. */
function detailOf(cloud: CloudFigures, now: Date): { detail?: ReactNode } {
  const lacking = lackingWords(cloud);
  if (cloud.driverFault === null && cloud.lastError === null && lacking === null) return {};
  return {
    detail: (
      <div className="grid gap-1 pt-2">
        {cloud.driverFault ? <p className="text-over">{cloud.driverFault}</p> : null}
        {cloud.lastError ? (
          <p className="text-over">
            {cloud.lastError}, <RelativeTime at={cloud.lastErrorAt} now={now} zone={staffZone} />. It is asked again at
            each run of the cron.
          </p>
        ) : null}
        {lacking ? <p className="text-ink-3">{lacking}</p> : null}
      </div>
    ),
  };
}
