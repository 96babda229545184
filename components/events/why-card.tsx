import Decimal from "decimal.js";
import type { ShownEvent } from "@/components/events/shown-event";
import { Card } from "@/components/ui/card";
import { CloudName } from "@/components/ui/cloud-name";
import { DataTable } from "@/components/ui/data-table";
import { formatChange, formatNumber } from "@/components/ui/format";
import { formatStepTime } from "@/components/ui/format-time";
import type { Attribution } from "@/server/billing/engine/attribution";
import { cloudNameIn } from "./event-words";

type Breakdown = Partial<Pick<Attribution, "by" | "clouds">> & { crossedAt?: string };

/** Why this cloud: use before and now per cloud, as judged when the event was raised. */
export function WhyCard({ page }: { page: ShownEvent }) {
  const { event, meter, clouds } = page;
  const { by, clouds: rises = [], crossedAt } = event.breakdown as Breakdown;
  const name = cloudNameIn(page);
  const before = rises.reduce((sum, one) => sum.plus(new Decimal(one.use).minus(one.rise)), new Decimal(0));
  const rise = rises.reduce((sum, one) => sum.plus(one.rise), new Decimal(0));
  const number = (value: Decimal | string) => formatNumber(value, { decimals: meter.decimals });
  return (
    <Card
      title="Why this cloud"
      note={crossedAt ? `judged at ${formatStepTime(crossedAt, page.zone)}` : undefined}
      flush
    >
      <DataTable
        bare
        label="Use by cloud when raised"
        columns={[
          { key: "cloud", head: "Cloud", grow: "40%" },
          { key: "before", head: "Before", align: "right", muted: true },
          { key: "now", head: "Now", unit: meter.unit, align: "right" },
          { key: "rise", head: "Rise", align: "right" },
        ]}
        rows={rises.map((one) => {
          const id = one.cloudId ?? "on-premises";
          const named = id === event.cloudId;
          const change = formatChange(one.rise, meter.decimals);
          return {
            id,
            selected: named,
            cells: {
              cloud: <CloudName name={name(id)} colorIndex={clouds.find((cloud) => cloud.id === id)?.colorIndex} />,
              before: number(new Decimal(one.use).minus(one.rise)),
              now: number(one.use),
              rise: named ? <b className="font-semibold">{change}</b> : change,
            },
          };
        })}
        total={{
          cloud: "All clouds",
          before: number(before),
          now: number(before.plus(rise)),
          rise: formatChange(rise, meter.decimals),
        }}
      />
      <p className="px-4 pt-2 pb-4 text-xs text-ink-2">{reason(by, name(event.cloudId))}</p>
    </Card>
  );
}

function reason(by: Breakdown["by"], cloud: string): string {
  if (by === "scope") return `The limit is that of ${cloud} alone.`;
  if (by === "reference_share") return `${cloud} exceeds its reference share the most.`;
  return `No cloud exceeds a reference share, so the event names the cloud whose rise took the sum over the limit: ${cloud}.`;
}
