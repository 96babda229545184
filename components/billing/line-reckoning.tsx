import { StandingGauge } from "@/components/console/standing-gauge";
import { DataTable } from "@/components/ui/data-table";
import { formatMoney, formatNumber, formatQuantity, formatRate } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import type { CloudLook } from "@/server/billing/queries";
import type { StatementLine } from "@/server/billing/running-period";

/** How a line came to its amount: each charge with its running total, what was remitted before, and the rounding in a sentence. */
export function LineReckoning({
  line,
  clouds,
  now,
  zone,
}: {
  line: StatementLine;
  clouds: CloudLook[];
  now: Date;
  zone: string;
}) {
  const { figures } = line;
  return (
    <div className="rounded-md border border-line bg-sunken p-4 max-sm:p-3">
      <h3 className="mb-2 text-sm font-semibold">Why {formatMoney(line.amountMinor, line.currency)}</h3>
      <DataTable
        label={`Charges of ${line.meterName}`}
        columns={[
          { key: "at", head: "Posted" },
          { key: "increment", head: "Increment", unit: line.unit, align: "right" },
          { key: "cover", head: "Cover", align: "right", muted: true, fold: "phone" },
          { key: "remitted", head: "Remitted before", align: "right", muted: true, fold: "phone" },
          { key: "billed", head: "Billed", unit: line.unit, align: "right" },
          { key: "rate", head: "Rate", align: "right", muted: true, fold: "phone" },
          { key: "amount", head: "Amount", align: "right" },
          { key: "state", head: "State", fold: "phone" },
        ]}
        rows={line.charges.map((charge) => ({
          id: charge.id,
          cells: {
            at: <RelativeTime at={charge.createdAt} now={now} zone={zone} form="stamp" />,
            increment: formatNumber(charge.increment, { decimals: 3 }),
            cover: formatNumber(charge.cover, { decimals: 3 }),
            remitted: formatNumber(charge.remittedBefore, { decimals: 3 }),
            billed: formatNumber(charge.quantity, { decimals: 3 }),
            rate: formatRate(charge.rate, charge.currency),
            amount: formatMoney(charge.amountMinor, charge.currency),
            state: charge.state === "posted" ? "posted" : <StateBadge kind="money" state={charge.state} />,
          },
        }))}
      />
      <p className="mt-2 text-xs text-ink-2">{line.charges.at(-1)?.rounding}</p>
      {figures ? (
        <div className="mt-3 grid items-center gap-x-6 gap-y-2 lg:grid-cols-[minmax(0,1fr)_320px]">
          <p className="text-xs text-ink-2">
            Now {formatQuantity(figures.use, line.unit, 3)} are used: {formatNumber(figures.covered, { decimals: 3 })}{" "}
            covered, {formatNumber(figures.overflow, { decimals: 3 })} carried as overflow,{" "}
            {formatNumber(figures.excess, { decimals: 3 })} excess.{" "}
            {line.number === null ? null : (
              <TextLink href={`/billing/events/${line.number}`}>Event and timeline</TextLink>
            )}
          </p>
          <StandingGauge
            size="M"
            meterName={line.meterName}
            unit={line.unit}
            limit={line.limit}
            threshold={null}
            figures={figures}
            clouds={clouds}
            capacity={null}
          />
        </div>
      ) : null}
    </div>
  );
}
