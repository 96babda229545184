import { DataTable } from "@/components/ui/data-table";
import { formatAmount, formatNumber } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { StatementLine } from "@/server/money/statement-view";

/** A line that was charged more than once: each charge as it was posted, by running total. */
export function LineCharges({ line, now, zone }: { line: StatementLine; now: Date; zone: string }) {
  const number = (value: string) => formatNumber(value, { decimals: 3 });
  return (
    <div className="mt-4">
      <DataTable
        label={`Charges of ${line.meterName}`}
        columns={[
          { key: "at", head: "Posted" },
          { key: "increment", head: "Running total", unit: line.unit, align: "right" },
          { key: "remitted", head: "Remitted before", align: "right", muted: true, fold: "phone" },
          { key: "billed", head: "Billed", align: "right" },
          { key: "amount", head: "Amount", unit: line.currency, align: "right" },
          { key: "state", head: "State", fold: "phone" },
        ]}
        rows={line.charges.map((charge) => ({
          id: charge.id,
          cells: {
            at: <RelativeTime at={charge.createdAt} now={now} zone={zone} form="stamp" />,
            increment: number(charge.increment),
            remitted: number(charge.remittedBefore),
            billed: number(charge.quantity),
            amount: formatAmount(charge.amountMinor, charge.currency),
            state: charge.state === "posted" ? "posted" : <StateBadge kind="charge" state={charge.state} />,
          },
        }))}
      />
    </div>
  );
}
