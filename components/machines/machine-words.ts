import { staffZone } from "@/components/frame/staff-zone";
import { stepsOfThisTry } from "@/components/install/steps-of-this-try";
import type { Step } from "@/components/timeline/timeline";
import { formatBytes } from "@/components/ui/format";
import { formatAge, formatDateTime } from "@/components/ui/format-time";
import type { Fact } from "@/components/ui/summary-strip";
import { machineIs } from "@/server/collection/states";
import type { MachineDetail } from "@/server/reads/machine-detail";

/** The finding: the machine's activity, else what it waits for. */
export function machineFinding(detail: MachineDetail, now: Date): string {
  const { machine, license, verdict } = detail;
  if (machine.stateReason) return machine.stateReason;
  if (machine.state === "active") {
    const contact = machine.lastHeartbeatAt ? `, last contact ${formatAge(machine.lastHeartbeatAt, now)} ago` : "";
    return `${detail.service.name} ${machine.application}${contact}. ${verdict.sentence}`;
  }
  const next = detail.progress.find((step) => step.at === null);
  if (machine.state === "retired") return "It was retired; its seat is free.";
  if (next) return `Next: ${next.label.charAt(0).toLowerCase()}${next.label.slice(1)}. ${next.note ?? ""}`.trim();
  return license ? verdict.sentence : "It has no license yet.";
}

/** The six key facts of a machine. */
export function machineFacts({ machine, license, verdict }: MachineDetail, now: Date): Fact[] {
  const contact = machine.lastHeartbeatAt ?? machine.reportedAt;
  return [
    { label: "Customer", value: machine.customerName, small: machine.serviceName },
    {
      label: "Serial",
      value: machine.serial ?? "–",
      small: machine.serialSource ? `from ${machine.serialSource.replaceAll("_", " ")}` : "not reported",
    },
    {
      label: "Cloud",
      value: machine.cloudName ?? "On-premises",
      small: machine.instanceId ?? "no instance confirmed",
    },
    {
      label: "Granted allocation",
      value: machine.grantedAllocationBytes === null ? "–" : formatBytes(machine.grantedAllocationBytes),
      small:
        machine.availableBytes === null ? "no storage reported" : `${formatBytes(machine.availableBytes)} available`,
    },
    {
      label: "License",
      value: license ? verdict.code : "None",
      small: license
        ? `until ${formatDateTime(license.validTo, staffZone)}`
        : "granted after report and customer information",
      ...(license && !verdict.valid && { tone: "near" as const }),
    },
    {
      label: "Last contact",
      value: contact ? `${formatAge(contact, now)} ago` : "–",
      small: machine.lastHeartbeatAt ? `application ${machine.application}` : "no heartbeat yet",
    },
  ];
}

/**
 * The steps of every machine's installation, as a timeline. The first one that is not done is running, unless the
 * machine has stopped.
 */
export function installationSteps(of: MachineDetail): Step[] {
  const { machine, progress } = of;
  const next = progress.findIndex((step) => step.at === null);
  const percent =
    stepsOfThisTry(of).findLast((step) => step.state === "running" && step.percent !== null)?.percent ?? null;
  return progress.map((step, at) => {
    const state =
      step.at !== null ? "done" : at !== next ? "todo" : machineIs("stopped", machine.state) ? "failed" : "running";
    return {
      id: step.step,
      state: machine.state === "retired" && state === "running" ? "todo" : state,
      title: step.label,
      ...(step.note && { detail: step.note }),
      ...(step.at && { time: formatDateTime(step.at, staffZone) }),
      ...(state === "running" && percent !== null && { progress: { percent, label: `${percent} % of the download` } }),
    };
  });
}
