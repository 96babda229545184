import { quantityOf } from "@/components/console/meter-words";
import { cloudNameIn, overflowMachineName } from "@/components/events/event-words";
import { Card } from "@/components/ui/card";
import { formatBytes, formatMoney, formatRate } from "@/components/ui/format";
import { KeyValue } from "@/components/ui/key-value";
import { StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import type { EventPage } from "@/server/monitoring/event-page";

/** The company's overflow machine: where it is, what it carries of what it can, what it costs. */
export function CarrierCard({ page }: { page: EventPage }) {
  const { overflow, machine, meter, parameter, event } = page;
  const resource = overflow?.resource;
  if (!overflow || !resource || overflow.state === "declined") return null;
  const show = (value: string) => quantityOf(value, meter);
  const name = <span className="mono">{overflowMachineName(page)}</span>;
  return (
    <Card title="Overflow machine" badge={<StateBadge kind="overflow" state={overflow.state} />}>
      <KeyValue
        items={[
          { label: "Machine", value: machine ? <TextLink href={`/machines/${machine.id}`}>{name}</TextLink> : name },
          { label: "Cloud, flavor", value: `${cloudNameIn(page)(resource.cloudId)}, ${resource.flavor}` },
          {
            label: "Specifications",
            value: `${resource.vcpu} vCPU, ${formatBytes(resource.memoryBytes)}, ${formatBytes(resource.storageBytes)}`,
          },
          { label: "Carries", value: `${show(overflow.carried ?? "0")} of ${show(resource.capacity)}` },
          { label: "Price", value: `${formatRate(resource.pricePerHour, resource.currency)}/h` },
          {
            label: "Most it can cost",
            value: mostOf(parameter.costCapMinor, overflow.estimateMinor, event.currency),
            strong: true,
          },
        ]}
      />
    </Card>
  );
}

function mostOf(cap: bigint | null, estimate: bigint | null, currency: string): string {
  if (cap !== null) return `${formatMoney(cap, currency)} cap`;
  return estimate === null ? "no cap set" : `${formatMoney(estimate, currency)} to the period's end`;
}
