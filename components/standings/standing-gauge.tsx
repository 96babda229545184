import { Gauge } from "@/components/gauge/gauge";
import type { StandingFigures } from "@/db/schema";

export type CloudLook = { id: string; name: string; colorIndex: number };

/** The id of use in no host cloud, as stored in tables. */
const onPremises = { name: "On-premises", colorIndex: 8 };

/** A standing's figures as the gauge: ordinary use by cloud against the limit, what is carried, what is not. */
export function StandingGauge({
  size,
  meterName,
  unit,
  limit,
  threshold,
  figures,
  clouds,
  capacity,
  machine,
  cost,
}: {
  size: "L" | "M" | "S";
  meterName: string;
  unit: string;
  limit: string | null;
  threshold: string | null;
  figures: Pick<StandingFigures, "byCloud" | "overflow" | "excess">;
  clouds: CloudLook[];
  /** Of all machines that carry; null where there is none. */
  capacity: string | null;
  machine?: { name: string; cloud: string; resource?: string };
  cost?: string;
}) {
  const segments = Object.entries(figures.byCloud).map(([id, { ordinary }]) => {
    const cloud = clouds.find((one) => one.id === id) ?? onPremises;
    return { cloud: id, label: cloud.name, colorIndex: cloud.colorIndex, value: ordinary };
  });
  return (
    <Gauge
      size={size}
      legend={size === "L"}
      meterLabel={meterName}
      unit={unit}
      limit={limit}
      threshold={threshold}
      segments={segments}
      overflow={
        capacity === null
          ? null
          : {
              carried: figures.overflow,
              capacity,
              machineName: machine?.name ?? "the overflow machine",
              cloudLabel: machine?.cloud ?? "",
              ...(machine?.resource && { resource: machine.resource }),
            }
      }
      excess={figures.excess}
      {...(cost && { cost })}
    />
  );
}
