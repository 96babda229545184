import { type Address, hrefOf } from "@/components/list/address";
import { billedUnitOf } from "@/components/subscriptions/limit-words";
import { CloudName } from "@/components/ui/cloud-name";
import { cx } from "@/components/ui/cx";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatAmount, formatCount, formatMoney, formatNumber, formatQuantity } from "@/components/ui/format";
import { formatPeriod } from "@/components/ui/format-time";
import { Icon } from "@/components/ui/icon";
import type { StatementContent } from "@/server/money/statement-view";
import type { CloudLook, StandingRow } from "@/server/reads/standings";
import { coveredOf } from "./billed-quantity";
import { isCorrection, isOffset, lineCause, lineTitle, monthName } from "./billing-words";
import { LineReckoning } from "./line-reckoning";

/**
 * The lines of a statement, issued or a draft: fees, then a line for each event and each correction. A line opens into
 * how it came to its amount.
 */
export function StatementTable({
  address,
  period,
  standings,
  clouds,
  now,
  csvHref,
}: {
  address: Address;
  period: StatementContent;
  /** Of limits whose lines show where the running window stands; of an issued statement none. */
  standings: StandingRow[];
  clouds: CloudLook[];
  now: Date;
  csvHref: string;
}) {
  const { currency, timeZone } = period;
  const open = address.params.line;
  const amount = (minor: bigint) => <b className="font-semibold">{formatAmount(minor, currency)}</b>;
  return (
    <DataTable
      label="Statement lines"
      columns={[
        { key: "line", head: "Line", grow: "40%" },
        { key: "cloud", head: "Cloud", fold: "tablet" },
        { key: "covered", head: "Covered", align: "right", muted: true, fold: "tablet" },
        { key: "used", head: "Used", align: "right", fold: "tablet" },
        { key: "increment", head: "Increment", align: "right", fold: "phone" },
        { key: "rate", head: "Rate", align: "right", muted: true, fold: "phone" },
        { key: "amount", head: "Amount", unit: formatMoney(0, currency).replace(/[\d.,\s]/g, ""), align: "right" },
      ]}
      rows={[
        ...period.fees.map((fee) => {
          const isOpen = open === fee.id;
          return {
            id: fee.id,
            selected: isOpen,
            href: hrefOf(address, { line: isOpen ? null : fee.id }),
            cells: {
              line: <Line title={fee.planName} cause={feeCause(fee, period)} open={isOpen} />,
              amount: amount(fee.amountMinor),
            },
            ...(isOpen && { detail: <FeeReckoning fee={fee} timeZone={timeZone} /> }),
          };
        }),
        ...period.lines.map((line) => {
          const isOpen = open === line.id;
          const use = coveredOf(line);
          const number = (value: string) => formatNumber(value, { decimals: 3 });
          return {
            id: line.id,
            selected: isOpen,
            href: hrefOf(address, { line: isOpen ? null : line.id }),
            cells: {
              line: <Line title={lineTitle(line)} cause={lineCause(line)} open={isOpen} />,
              cloud: isOffset(line) ? null : (
                <CloudName name={line.cloudName ?? "On-premises"} colorIndex={line.cloudColorIndex ?? undefined} />
              ),
              covered: use && number(use.covered),
              used: use && number(use.used),
              increment: (
                <span className={isCorrection(line) || isOffset(line) ? undefined : "text-overflow"}>
                  {formatQuantity(line.quantity, billedUnitOf(line), 3)}
                </span>
              ),
              rate: isOffset(line) ? null : formatAmountRate(line.rate),
              amount: amount(line.amountMinor),
            },
            ...(isOpen && {
              detail: (
                <LineReckoning
                  line={line}
                  standing={standings.find(
                    (row) =>
                      row.parameterId === line.parameterId && row.windowStart.getTime() === line.windowStart.getTime(),
                  )}
                  clouds={clouds}
                  now={now}
                  zone={timeZone}
                />
              ),
            }),
          };
        }),
      ]}
      total={{ line: <span className="pl-6">Net</span>, amount: formatAmount(period.netMinor, currency) }}
      empty={
        <EmptyState compact title="No line yet">
          A plan's fee and use above a limit are listed here as soon as they are known.
        </EmptyState>
      }
      foot={{
        summary: `Amounts and rates in ${currency}, amounts in whole minor units. Periods in ${timeZone}.`,
        csvHref,
      }}
    />
  );
}

type Fee = StatementContent["fees"][number];

/** "Monthly fee, 100 seats": with the service, unless the plan is named after it; the period if it is another. */
function feeCause(fee: Fee, { start, end, timeZone }: StatementContent): string {
  const { planName, serviceName, name, seats, period } = fee;
  const service = planName.startsWith(serviceName) ? "" : `${serviceName}, `;
  const isOther = period.start.getTime() !== start.getTime() || period.end.getTime() !== end.getTime();
  return `${service}${name}, ${formatCount(seats, "seat")}${isOther ? `, ${periodWords(period, timeZone)}` : ""}`;
}

/** "November 2026" where it is the month, else its first and last day. */
function periodWords({ start, end }: Fee["period"], timeZone: string): string {
  const days = (end.getTime() - start.getTime()) / 86_400_000;
  const middle = new Date((start.getTime() + end.getTime()) / 2);
  const opens = Number(start.toLocaleDateString("en", { timeZone, day: "numeric" })) === 1;
  return days < 32 && opens ? monthName({ start: middle, timeZone }) : formatPeriod(start, end, timeZone);
}

/** An opened fee: its month, the part that is billed, and how it was worked out. */
function FeeReckoning({ fee, timeZone }: { fee: Fee; timeZone: string }) {
  return (
    <div className="rounded-md border border-line bg-sunken p-4 text-sm whitespace-normal max-sm:p-3">
      <h3 className="mb-1 text-sm font-semibold">Why {formatMoney(fee.amountMinor, fee.currency)}</h3>
      <p>{fee.rounding}</p>
      <p className="text-xs text-ink-3">
        {fee.name}, {periodWords(fee.period, timeZone)}: charged{" "}
        {formatPeriod(fee.valid.start, fee.valid.end, timeZone)}, {timeZone}
      </p>
    </div>
  );
}

/** A rate without its currency, which the foot names: all of its places, at least two. */
const formatAmountRate = (rate: string): string =>
  formatNumber(rate, { decimals: Math.max(2, rate.split(".")[1]?.replace(/0+$/, "").length ?? 0), fixed: true });

/** A line's two rows of words; one that opens has a chevron. */
function Line({ title, cause, open }: { title: string; cause: string; open?: boolean }) {
  return (
    <span className="flex items-center gap-2.5 leading-4.5">
      <Icon
        name={open ? "chevron-down" : "chevron-right"}
        size={14}
        className={cx("text-ink-3", open === undefined && "invisible")}
      />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium" title={title}>
          {title}
        </span>
        <span className="block truncate text-xs text-ink-3" title={cause}>
          {cause}
        </span>
      </span>
    </span>
  );
}
