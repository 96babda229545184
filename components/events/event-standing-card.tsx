import type { ShownEvent } from "@/components/events/shown-event";
import { StandingGauge } from "@/components/standings/standing-gauge";
import { Card } from "@/components/ui/card";
import { formatStepTime } from "@/components/ui/format-time";
import { KeyValue } from "@/components/ui/key-value";
import { quantityOf } from "@/components/usage/meter-words";
import { overflowIs } from "@/server/overflow/states";
import { cloudNameIn, overflowMachineName } from "./event-words";

/** Where the customer stands now on the event's meter: the gauge, covered, carried, what nothing carries. */
export function EventStandingCard({ page }: { page: ShownEvent }) {
  const { standing, meter, parameter, overflow, clouds } = page;
  const { figures } = standing;
  if (!figures) return null;
  const show = (value: string) => quantityOf(value, meter);
  const working = overflow !== null && overflowIs("mayCarry", overflow.state);
  return (
    <Card
      title="Standing"
      note={
        standing.judgedAt
          ? `judged ${formatStepTime(standing.judgedAt, page.zone)}${standing.dirty ? ", judged again now" : ""}`
          : undefined
      }
    >
      <StandingGauge
        size="M"
        meterName={meter.name}
        unit={meter.unit}
        limit={parameter.limit}
        threshold={parameter.thresholdPercent}
        figures={figures}
        clouds={clouds}
        capacity={working ? overflow.capacity : null}
        machine={
          overflow
            ? { name: overflowMachineName(page), cloud: overflow.cloudId ? cloudNameIn(page)(overflow.cloudId) : "" }
            : undefined
        }
      />
      <KeyValue
        className="mt-3"
        items={[
          { label: "Covered", value: show(figures.covered) },
          {
            label: "Overflow, carried",
            value: show(figures.overflow),
            tone: figures.overflow === "0" ? "plain" : "overflow",
          },
          {
            label: "Excess, until it is carried",
            value: show(figures.excess),
            tone: figures.excess === "0" ? "plain" : "over",
            strong: figures.excess !== "0",
          },
        ]}
      />
    </Card>
  );
}
