import { formatBytes, formatQuantity } from "@/components/ui/format";
import { formatAge, formatDateTime } from "@/components/ui/format-time";
import type { Fact } from "@/components/ui/summary-strip";
import type { MachineDetail } from "@/server/reads/machine-detail";

/**
 * The key facts of a machine: service, where it runs, its allocation, its last heartbeat, its probes.
 */
export function ownMachineFacts(detail: MachineDetail, now: Date, zone: string): Fact[] {
  const { machine, configuration, probes } = detail;
  const ok = probes.filter((probe) => probe.state === "ok").length;
  const beat = machine.lastHeartbeatAt;
  return [
    {
      label: "Service",
      value: machine.serviceName,
      small: machine.kind === "overflow" ? "overflow machine" : "ordinary machine",
    },
    {
      label: "Runs in",
      value: machine.cloudName ?? "On-premises",
      small: machine.instanceId ?? [machine.osVersion ?? machine.os, machine.arch].filter(Boolean).join(", "),
    },
    machine.grantedAllocationBytes === null
      ? {
          label: "Work placed",
          value: configuration ? formatQuantity(configuration.units, "units") : "–",
          small: configuration
            ? `configuration ${configuration.version}, ${configuration.appliedVersion} applied`
            : "not configured yet",
        }
      : {
          label: "Allocation",
          value: formatBytes(machine.grantedAllocationBytes),
          small: configuration
            ? `configuration ${configuration.version}, ${configuration.appliedVersion} applied`
            : "granted",
        },
    {
      label: "Last heartbeat",
      value: beat ? `${formatAge(beat, now)} ago` : "–",
      small: beat ? formatDateTime(beat, zone) : "none yet",
    },
    {
      label: "Application",
      value: machine.application.charAt(0).toUpperCase() + machine.application.slice(1),
      small: probes.length > 0 ? `${ok} of ${probes.length} probes fine` : "no probe yet",
    },
  ];
}
