import { actorName } from "@/components/identity/actor-name";
import { ActionMenu } from "@/components/list/action-menu";
import type { ListAction } from "@/components/list/list-action";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatMoney, formatNumber } from "@/components/ui/format";
import { formatPeriod } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { ListedAdjustment } from "@/server/money/adjustments";

type Meter = { slug: string; name: string; unit: string };
type Shown = { meters: Meter[]; now: Date; zone: string };

/** What corrections of billed use would take back, which finance confirms or rejects. Nothing where none waits. */
export function ProposedAdjustments({
  adjustments,
  more,
  refusal,
  className,
  ...shown
}: Shown & {
  adjustments: ListedAdjustment[];
  /** Others wait behind these. */
  more: boolean;
  refusal: string | undefined;
  className?: string;
}) {
  if (adjustments.length === 0) return null;
  return (
    <Card
      title="Proposed adjustments"
      note={
        more
          ? "the newest; more follow"
          : "billed for use that was corrected; nothing is taken back until it is confirmed"
      }
      flush
      id="adjustments"
      {...(className && { className })}
    >
      <DataTable
        bare
        label="Proposed adjustments"
        columns={[
          { key: "customer", head: "Customer", grow: "22%" },
          { key: "meter", head: "Meter", fold: "phone" },
          { key: "window", head: `Window (${shown.zone})`, fold: "tablet" },
          { key: "billed", head: "Billed", align: "right", fold: "phone" },
          { key: "due", head: "Due", align: "right", fold: "phone" },
          { key: "amount", head: "Amount", align: "right" },
          { key: "since", head: "Since", muted: true, fold: "phone" },
        ]}
        rows={adjustments.map((one) => ({
          id: one.id,
          cells: {
            ...cellsOf(one, shown),
            since: <RelativeTime at={one.proposedAt} now={shown.now} zone={shown.zone} />,
          },
          action: (
            <ActionMenu
              label={`Actions for the adjustment of ${one.customerName}`}
              actions={decisions(one, shown, refusal)}
            />
          ),
        }))}
      />
    </Card>
  );
}

/** Adjustments of a customer that are confirmed, rejected or withdrawn. Nothing where there is none. */
export function DecidedAdjustments({
  adjustments,
  className,
  ...shown
}: Shown & { adjustments: ListedAdjustment[]; className?: string }) {
  const decided = adjustments.filter(({ state }) => state !== "proposed");
  if (decided.length === 0) return null;
  return (
    <Card
      title="Earlier adjustments"
      note="after corrections of use, the newest first"
      flush
      {...(className && { className })}
    >
      <DataTable
        bare
        label="Earlier adjustments"
        columns={[
          { key: "meter", head: "Meter" },
          { key: "window", head: `Window (${shown.zone})`, fold: "tablet" },
          { key: "billed", head: "Billed", align: "right", fold: "phone" },
          { key: "due", head: "Due", align: "right", fold: "phone" },
          { key: "amount", head: "Amount", align: "right" },
          { key: "state", head: "State", fold: "under" },
          { key: "by", head: "By", fold: "tablet" },
          { key: "why", head: "Why", fold: "tablet" },
          { key: "when", head: "When", muted: true, fold: "phone" },
        ]}
        rows={decided.map((one) => ({
          id: one.id,
          cells: {
            ...cellsOf(one, shown),
            meter: meterOf(one, shown).name,
            state: <StateBadge kind="adjustment" state={one.state} />,
            by: one.decidedBy && actorName(one.decidedBy),
            why: one.reason && (
              <span className="block min-w-32 whitespace-normal [overflow-wrap:anywhere]">{one.reason}</span>
            ),
            when: <RelativeTime at={one.decidedAt ?? one.changedAt} now={shown.now} zone={shown.zone} />,
          },
        }))}
      />
    </Card>
  );
}

const meterOf = ({ meter }: ListedAdjustment, { meters }: Shown): Meter =>
  meters.find(({ slug }) => slug === meter) ?? { slug: meter, name: meter, unit: "" };

function cellsOf(one: ListedAdjustment, shown: Shown) {
  const { name, unit } = meterOf(one, shown);
  const quantity = (value: string) => (
    <>
      {formatNumber(value, { decimals: 3 })} <span className="unit">{unit}</span>
    </>
  );
  return {
    customer: (
      <>
        {one.customerName}
        <span className="block truncate text-xs text-ink-3 sm:hidden">{name}</span>
      </>
    ),
    meter: name,
    window: formatPeriod(one.windowStart, one.windowEnd, shown.zone),
    billed: quantity(one.billed),
    due: quantity(one.due),
    amount: formatMoney(one.amountMinor, one.currency),
  };
}

function decisions(one: ListedAdjustment, shown: Shown, refusal: string | undefined): ListAction[] {
  const { name, unit } = meterOf(one, shown);
  const amount = formatMoney(-one.amountMinor, one.currency);
  const number = (value: string) => formatNumber(value, { decimals: 3 });
  const window = `${formatPeriod(one.windowStart, one.windowEnd, shown.zone)} (${shown.zone})`;
  const input = { customerId: one.customerId, id: one.id };
  const common = {
    asksReason: "company" as const,
    ...(refusal === undefined ? {} : { disabledReason: refusal }),
  };
  return [
    {
      ...common,
      id: "confirm",
      label: "Confirm…",
      icon: "check",
      title: `Take back ${amount} from what ${one.customerName} was charged`,
      body: `For ${name.toLowerCase()} in ${window} ${number(one.billed)} ${unit} were billed, and ${number(one.due)} are due after a correction of its use. ${amount} is posted as a line of its own on the statement of that month. This can't be undone.`,
      confirm: "Confirm",
      done: `${amount} is taken back from what ${one.customerName} was charged.`,
      call: { mutation: "corrections.confirm", input },
    },
    {
      ...common,
      id: "reject",
      label: "Reject…",
      icon: "x",
      title: `Leave ${amount} billed to ${one.customerName}`,
      body: `For ${name.toLowerCase()} in ${window} ${number(one.billed)} ${unit} were billed, and stay billed, though ${number(one.due)} are due after a correction of its use. This can't be undone; another correction of the window proposes again.`,
      confirm: "Reject",
      destructive: true,
      done: `${amount} stays billed to ${one.customerName}.`,
      call: { mutation: "corrections.reject", input },
    },
  ];
}
