import { ownCharges } from "@/components/events/event-words";
import type { ShownEvent } from "@/components/events/shown-event";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatMoney, formatNumber } from "@/components/ui/format";
import { zoneWords } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";

/** The charges for the event: each increment as posted, in the timeline's zone. */
export function ChargesCard({ page, now }: { page: ShownEvent; now: Date }) {
  const { meter, event } = page;
  const charges = ownCharges(page);
  const zone = page.zone;
  const counted = charges.filter((charge) => charge.state === "posted");
  const sum = counted.reduce((total, charge) => total + charge.amountMinor, 0n);
  return (
    <Card title="Billed" more={{ label: "Running month", href: "/billing" }} flush>
      <DataTable
        bare
        label="Charges"
        columns={[
          { key: "at", head: "Posted", unit: zoneWords(zone) },
          { key: "quantity", head: "Increment", unit: meter.unit, align: "right" },
          { key: "amount", head: "Amount", align: "right" },
        ]}
        rows={charges.map((charge) => ({
          id: charge.id,
          cells: {
            at: <RelativeTime at={charge.createdAt} now={now} zone={zone} form="stamp" />,
            quantity: formatNumber(charge.quantity, { decimals: 3 }),
            amount:
              charge.state === "posted"
                ? formatMoney(charge.amountMinor, charge.currency)
                : `${formatMoney(charge.amountMinor, charge.currency)}, ${charge.state}`,
          },
        }))}
        total={charges.length > 1 ? { at: "Sum", amount: formatMoney(sum, event.currency) } : undefined}
        empty={<p className="px-4 py-4 text-sm text-ink-2">Nothing is billed for it yet.</p>}
      />
    </Card>
  );
}
