import { actorName } from "@/components/identity/actor-name";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatNumber } from "@/components/ui/format";
import { RelativeTime } from "@/components/ui/relative-time";
import { meterWithUnit } from "@/components/usage/meter-words";
import type { UsageReservation } from "@/server/billing/usage-reservations";
import { ReleaseReservation } from "./release-reservation";

/** Use that programs have reserved before it happens. Nothing where none is. */
export function ReservationsCard({
  page,
  meters,
  release,
  now,
  zone,
}: {
  page: { rows: UsageReservation[]; nextCursor: string | null };
  meters: { slug: string; name: string; unit: string }[];
  /** For staff, with the reason why they may not; in the portal nobody releases what a program holds. */
  release?: { refusal: string | undefined };
  now: Date;
  zone: string;
}) {
  if (page.rows.length === 0) return null;
  return (
    <Card
      title="Reserved by programs"
      note={page.nextCursor ? "the oldest; more are held" : "held until it is used, released or expires"}
      flush
      className="mt-4"
    >
      <DataTable
        bare
        label="Reserved use"
        columns={[
          { key: "meter", head: "Meter", grow: "30%" },
          { key: "quantity", head: "Quantity", align: "right" },
          { key: "by", head: "Reserved by", fold: "phone" },
          { key: "until", head: "Expires", muted: true },
        ]}
        rows={page.rows.map(({ customerId, id, ...row }) => {
          const meter = meters.find(({ slug }) => slug === row.meter);
          return {
            id,
            cells: {
              meter: meter ? meterWithUnit(meter.name, meter.unit) : row.meter,
              quantity: formatNumber(row.quantity, { decimals: 18 }),
              by: actorName(row.reservedBy),
              until: <RelativeTime at={row.expiresAt} now={now} zone={zone} />,
            },
            ...(release ? { action: <ReleaseReservation reservation={{ customerId, id }} {...release} /> } : {}),
          };
        })}
      />
    </Card>
  );
}
