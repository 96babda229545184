import Decimal from "decimal.js";
import { AllocationBar } from "@/components/charts/allocation-bar";
import { Card } from "@/components/ui/card";
import { formatNumber } from "@/components/ui/format";
import type { MachineDetail } from "@/server/reads/machine-detail";

const gib = (bytes: bigint) => new Decimal(bytes.toString()).div(1024 ** 3).toFixed();

/** How a machine's allocation was computed from the space it reported; nothing where it reported none. */
export function OwnAllocationCard({ detail }: { detail: Pick<MachineDetail, "allocation" | "service" | "reports"> }) {
  const { allocation, service, reports } = detail;
  if (!allocation) return null;
  const { reserveBytes, totalBytes, recomputedBytes, reportedBytes, grantedBytes, minimumBytes } = allocation;
  const path = reports[0]?.facts.path;
  const tooSmall = recomputedBytes < minimumBytes;
  return (
    <Card
      title="How the allocation is computed"
      note={allocation.ruleVersion === null ? service.name : `rule ${allocation.ruleVersion} of ${service.name}`}
    >
      <AllocationBar
        unit="GiB"
        {...(path && { place: path })}
        total={gib(totalBytes)}
        available={gib(allocation.availableBytes)}
        reserve={gib(reserveBytes)}
        reserveLabel={`Reserve, the larger of the service's fixed size and its share of ${formatNumber(gib(totalBytes), { decimals: 0 })} GiB`}
        fraction={new Decimal(allocation.fractionPermille).div(1000).toFixed()}
        step={gib(allocation.stepBytes)}
        minimum={gib(minimumBytes)}
        recomputed={gib(recomputedBytes)}
        {...(reportedBytes !== null && { reported: gib(reportedBytes) })}
        {...(grantedBytes !== null && { granted: gib(grantedBytes) })}
      />
      {tooSmall ? (
        <p className="mt-2 text-sm text-near">
          {formatNumber(gib(allocation.neededBytes))} GiB free would be needed to reach the minimum of{" "}
          {formatNumber(gib(minimumBytes))} GiB.
        </p>
      ) : null}
    </Card>
  );
}
