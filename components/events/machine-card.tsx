import type { ShownEvent } from "@/components/events/shown-event";
import { Card } from "@/components/ui/card";
import { formatBytes, formatMoney, formatRate } from "@/components/ui/format";
import { KeyValue } from "@/components/ui/key-value";
import { StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import { quantityOf } from "@/components/usage/meter-words";
import { cloudNameIn, overflowMachineName } from "./event-words";

/** The overflow machine: specifications, portion carried, maximum cost. `machines` is where machines are shown. */
export function MachineCard({ page, machines }: { page: ShownEvent; machines: "/machines" | "/admin/machines" }) {
  const { overflow, machine, meter, parameter, event } = page;
  const resource = overflow?.resource;
  if (!overflow || !resource || overflow.state === "declined") return null;
  const ordered = overflow.machineOrder !== null || machine !== null;
  const show = (value: string) => quantityOf(value, meter);
  const name = overflowMachineName(page);
  return (
    <Card title="Overflow machine" badge={<StateBadge kind="overflow" state={overflow.state} />}>
      <KeyValue
        items={[
          {
            label: "Machine",
            value: machine ? (
              <TextLink href={`${machines}/${machine.id}`}>
                <span className="mono">{name}</span>
              </TextLink>
            ) : ordered ? (
              <span className="mono">{name}</span>
            ) : (
              "none ordered yet"
            ),
          },
          { label: "Cloud, flavor", value: `${cloudNameIn(page)(resource.cloudId)}, ${resource.flavor}` },
          {
            label: "Specifications",
            value: `${resource.vcpu} vCPU, ${formatBytes(resource.memoryBytes)}, ${formatBytes(resource.storageBytes)}`,
          },
          { label: "Capacity", value: show(resource.capacity) },
          { label: "Carries", value: `${show(overflow.carried ?? "0")} of ${show(overflow.placed ?? event.excess)}` },
          { label: "Price", value: `${formatRate(resource.pricePerHour, resource.currency)}/h` },
          {
            label: "Maximum cost",
            value:
              parameter.costCapMinor !== null
                ? `${formatMoney(parameter.costCapMinor, event.currency)} cap`
                : overflow.estimateMinor !== null
                  ? `${formatMoney(overflow.estimateMinor, event.currency)} until the period ends`
                  : "no cap set",
            strong: true,
          },
        ]}
      />
    </Card>
  );
}
