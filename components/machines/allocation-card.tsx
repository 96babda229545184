import { Card } from "@/components/ui/card";
import { formatBytes, formatNumber } from "@/components/ui/format";
import { KeyValue } from "@/components/ui/key-value";
import type { MachineDetail } from "@/server/reads/machine-detail";

/** How the allocation was computed from the space on the machine: reported, recomputed, granted. */
export function AllocationCard({ allocation }: { allocation: MachineDetail["allocation"] }) {
  if (!allocation) return null;
  const show = (value: bigint | null) => (value === null ? "–" : formatBytes(value));
  const short = allocation.recomputedBytes < allocation.minimumBytes;
  return (
    <Card
      title="Allocation"
      note={allocation.ruleVersion === null ? undefined : `rule version ${allocation.ruleVersion}`}
    >
      <KeyValue
        items={[
          {
            label: "Available of total",
            value: `${show(allocation.availableBytes)} of ${show(allocation.totalBytes)}`,
          },
          { label: "Reserve, not used", value: show(allocation.reserveBytes) },
          {
            label: "Share, step",
            value: `${formatNumber(allocation.fractionPermille / 10)} %, down to ${show(allocation.stepBytes)}`,
          },
          { label: "Reported by the machine", value: show(allocation.reportedBytes) },
          { label: "Recomputed here", value: show(allocation.recomputedBytes) },
          { label: "Granted", value: show(allocation.grantedBytes), strong: true },
          ...(short ? [{ label: "Required space", value: show(allocation.neededBytes), tone: "near" as const }] : []),
        ]}
      />
    </Card>
  );
}
