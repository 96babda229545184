import type { Address } from "@/components/list/address";
import { ListEmpty } from "@/components/list/list-empty";
import { listFoot } from "@/components/list/list-foot";
import { DataTable } from "@/components/ui/data-table";
import { formatCounted, formatMoney } from "@/components/ui/format";
import { formatDate } from "@/components/ui/format-time";
import { StateBadge } from "@/components/ui/state-badge";
import { stateLook } from "@/components/ui/state-table";
import type { ListedStatement } from "@/server/money/list-statements";
import { type ListedState, listedState, listedStates } from "@/server/money/states";
import type { Counted } from "@/server/pagination";
import { monthName } from "./billing-words";

/** Issued statements. `all`: of every customer, each named; `zone` in which days are shown. */
export function StatementList({
  address,
  page,
  now,
  zone,
  all = false,
}: {
  address: Address;
  page: { rows: ListedStatement[]; nextCursor: string | null };
  now: Date;
  zone: string;
  all?: boolean;
}) {
  const base = all ? "/admin/statements" : "/billing/statements";
  return (
    <DataTable
      label="Statements"
      columns={[
        { key: "number", head: "Number" },
        ...(all ? [{ key: "customer", head: "Customer", grow: "30%" }] : []),
        { key: "month", head: "Month", ...(all && { fold: "phone" as const }) },
        { key: "issued", head: `Issued (${zone})`, muted: true, fold: "tablet" as const },
        { key: "due", head: `Due (${zone})`, fold: "phone" as const },
        { key: "gross", head: "Amount", align: "right" as const },
        { key: "open", head: "Open", align: "right" as const, fold: "phone" as const },
        { key: "state", head: "State", fold: "under" as const },
      ]}
      rows={page.rows.map((one) => {
        const { id, number, grossMinor, settledMinor, currency, issuedAt, dueAt } = one;
        const left = (grossMinor ?? 0n) - settledMinor;
        return {
          id,
          href: `${base}/${encodeURIComponent(id)}`,
          cells: {
            number: <span className="whitespace-nowrap">{number}</span>,
            customer: one.customerName,
            month: monthName({ start: one.periodStart, timeZone: one.timeZone }),
            issued: issuedAt && formatDate(issuedAt, zone),
            due: dueAt && formatDate(dueAt, zone),
            gross: formatMoney(grossMinor ?? 0n, currency),
            open: left > 0n ? formatMoney(left, currency) : null,
            state: <StateBadge kind="statement" state={listedState(one, now)} />,
          },
        };
      })}
      empty={
        <ListEmpty address={address} noun="statement" title="No statement yet">
          {all
            ? "Statements are issued for months that have ended. Until then each customer's draft shows what it comes to."
            : "A month's statement is listed here once the provider has issued it. The running month shows its draft."}
        </ListEmpty>
      }
      foot={listFoot(address, { summary: `${page.rows.length} shown`, next: page.nextCursor })}
    />
  );
}

type Counts = Record<ListedState, Counted>;

/** How much is open, in a sentence. */
export function openSentence({ open, overdue, paid }: Counts): string {
  const toPay = { n: open.n + overdue.n, more: open.more || overdue.more };
  if (toPay.n + paid.n === 0) return "No statement is issued yet.";
  const statements = (one: Counted) => `${formatCounted(one)} ${one.n === 1 && !one.more ? "statement" : "statements"}`;
  if (toPay.n === 0) return `${statements(paid)} issued, all of them paid.`;
  const late = overdue.n > 0 ? `, ${formatCounted(overdue)} of them ${overdue.n === 1 ? "is" : "are"} overdue` : "";
  if (toPay.n === 1 && overdue.n === 1) return "1 statement to be paid, which is overdue.";
  return `${statements(toPay)} to be paid${late}.`;
}

/** The states to filter by, with how many stand there. */
export const stateChoices = (counts: Counts) =>
  listedStates.map((id) => ({ id, label: `${stateLook("statement", id).word} (${formatCounted(counts[id])})` }));
