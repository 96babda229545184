import { Badge } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatAmount, formatMoney, formatNumber, formatPercent, percentOf } from "@/components/ui/format";
import { StateBadge } from "@/components/ui/state-badge";
import { meterWithUnit } from "@/components/usage/meter-words";
import type { UrgentStanding } from "@/server/reads/console-overview";
import { type CloudLook, StandingGauge } from "./standing-gauge";

/** Standings near or over their limit, the most urgent first, each with its gauge. For a flush card. */
export function StandingTable({ standings, clouds }: { standings: UrgentStanding[]; clouds: CloudLook[] }) {
  // A single currency is named in the head; several are shown with their amounts.
  const currencies = [...new Set(standings.map((row) => row.currency))];
  const only = currencies.length === 1 ? currencies[0] : undefined;
  return (
    <DataTable
      bare
      label="Near or over"
      columns={[
        { key: "customer", head: "Customer, meter", grow: "30%" },
        { key: "gauge", head: "Standing", fold: "phone" },
        { key: "use", head: "Use", align: "right" },
        { key: "limit", head: "Limit", align: "right", muted: true, fold: "phone" },
        { key: "share", head: "%", align: "right" },
        { key: "overflow", head: "Overflow", fold: "under" },
        { key: "soFar", head: "So far", ...(only && { unit: only }), align: "right", fold: "phone" },
      ]}
      rows={standings.map((row) => {
        const { figures, limit } = row;
        const share = figures && limit !== null ? percentOf(figures.use, limit) : null;
        const named = meterWithUnit(row.meterName, row.unit);
        const what = row.scopeCloudName === null ? named : `${named} in ${row.scopeCloudName}`;
        return {
          id: row.id,
          href: hrefOf(row),
          cells: {
            customer: (
              <span className="block leading-4.5">
                <span className="block truncate text-left" dir="auto" title={row.customerName}>
                  {row.customerName}
                </span>
                <span className="block truncate text-left text-xs text-ink-3" dir="auto" title={what}>
                  {what}
                </span>
              </span>
            ),
            gauge: figures ? (
              <StandingGauge
                size="S"
                meterName={row.meterName}
                unit={row.unit}
                limit={limit}
                threshold={row.thresholdPercent}
                figures={figures}
                clouds={clouds}
                capacity={row.capacity}
              />
            ) : null,
            use: figures ? formatNumber(figures.use, { decimals: 2 }) : null,
            limit: limit === null ? null : formatNumber(limit, { decimals: 2 }),
            share: share === null ? null : <b className="font-semibold">{formatPercent(share, 1).replace(" %", "")}</b>,
            overflow: <Answered standing={row} />,
            soFar:
              row.soFarMinor === "0"
                ? null
                : only
                  ? formatAmount(row.soFarMinor, row.currency)
                  : formatMoney(row.soFarMinor, row.currency),
          },
        };
      })}
      empty={
        <EmptyState compact title="No customer is near or over a limit">
          A customer appears here when their use across all clouds meets its threshold, with what has been prepared or
          started.
        </EmptyState>
      }
    />
  );
}

function hrefOf(row: UrgentStanding): string {
  if (row.eventNumber !== null) return `/admin/billing-events/${row.eventNumber}`;
  return `/admin/usage?${new URLSearchParams({ customer: row.customerId, meter: row.meter })}`;
}

/** The state of the standing's overflow, else how near it is to the limit. */
function Answered({ standing }: { standing: UrgentStanding }) {
  if (standing.overflowState) return <StateBadge kind="overflow" state={standing.overflowState} />;
  if (standing.over) return <StateBadge kind="standing" state="excess" />;
  const { figures, limit } = standing;
  if (figures && limit !== null && percentOf(figures.use, limit)?.eq(100))
    return <StateBadge kind="standing" state="at_limit" />;
  return (
    <Badge shape="triangle" tone="near">
      {standing.candidateAt ? "Candidate recorded" : "Near"}
    </Badge>
  );
}
