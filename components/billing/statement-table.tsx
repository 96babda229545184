import { type Address, hrefOf } from "@/components/console/address";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatAmount, formatQuantity, formatRate } from "@/components/ui/format";
import type { CloudLook } from "@/server/billing/queries";
import type { RunningPeriod } from "@/server/billing/running-period";
import { sumOf } from "./billed-quantity";
import { lineCause, lineTitle } from "./billing-words";
import { LineReckoning } from "./line-reckoning";

/** The draft statement of the running month: fees, then a line for each event. A line opens into how it came to its amount. */
export function StatementTable({
  address,
  period,
  clouds,
  now,
}: {
  address: Address;
  period: RunningPeriod;
  clouds: CloudLook[];
  now: Date;
}) {
  const { currency, timeZone } = period;
  const open = address.params.line;
  const amount = (minor: bigint) => <b className="font-semibold">{formatAmount(minor, currency)}</b>;
  return (
    <DataTable
      label="Statement lines"
      columns={[
        { key: "line", head: "Line", grow: "44%" },
        { key: "cloud", head: "Cloud", fold: "tablet" },
        { key: "increment", head: "Increment", align: "right", fold: "phone" },
        { key: "rate", head: "Rate", align: "right", muted: true, fold: "phone" },
        { key: "amount", head: "Amount", unit: currency, align: "right" },
      ]}
      rows={[
        ...period.fees.map((fee) => ({
          id: fee.subscriptionId,
          cells: {
            line: <Line title={fee.planName} cause={`${fee.serviceName}, plan by the month, ${fee.seats} seats`} />,
            amount: amount(fee.amountMinor),
          },
        })),
        ...period.lines.map((line) => {
          const isOpen = open === line.key;
          return {
            id: line.key,
            selected: isOpen,
            href: hrefOf(address, { line: isOpen ? null : line.key }),
            cells: {
              line: <Line title={lineTitle(line)} cause={lineCause(line)} />,
              cloud: (
                <CloudName name={line.cloudName ?? "On-premises"} colorIndex={line.cloudColorIndex ?? undefined} />
              ),
              increment: <span className="text-overflow">{formatQuantity(sumOf(line), line.unit, 3)}</span>,
              rate: formatRate(line.rate, currency),
              amount: amount(line.amountMinor),
            },
            ...(isOpen && { detail: <LineReckoning line={line} clouds={clouds} now={now} zone={timeZone} /> }),
          };
        }),
      ]}
      total={{ line: "Net", amount: formatAmount(period.netMinor, currency) }}
      empty={
        <EmptyState compact title="No line yet">
          A plan's fee and what is used above a limit become lines here, the moment they are known.
        </EmptyState>
      }
      foot={{
        summary: `Amounts in ${currency}, whole minor units. Periods in ${timeZone}.`,
        csvHref: "/billing/export",
      }}
    />
  );
}

function Line({ title, cause }: { title: string; cause: string }) {
  return (
    <span className="block leading-4.5">
      <span className="block truncate font-medium" title={title}>
        {title}
      </span>
      <span className="block truncate text-xs text-ink-3" title={cause}>
        {cause}
      </span>
    </span>
  );
}
