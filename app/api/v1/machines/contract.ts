import { z } from "zod";
import { machineNameInput } from "@/server/collection/input";
import { applicationStates, machineStates } from "@/server/collection/states";
import { unitsInput } from "@/server/configuration/input";
import { reasonInput } from "@/server/licensing/input";
import type { MachineRow } from "@/server/reads/machine-list";
import type { Slugs } from "../names";
import { operation } from "../operation";
import {
  after,
  bytes,
  customerName,
  decimalText,
  limit,
  named,
  oneOf,
  onePage,
  pageAnswer,
  search,
  time,
  timeText,
} from "../parts";

const kinds = ["ordinary", "overflow"] as const;

const machinesQuery = z.strictObject({
  customer: customerName,
  state: oneOf(machineStates).optional(),
  service: z.string().max(100).optional().describe("A service's slug"),
  cloud: z.string().max(100).optional().describe("A host cloud's slug, or on-premises"),
  kind: oneOf(kinds).optional(),
  search,
  after,
  limit,
});

export const machineAnswer = named(
  "Machine",
  z.object({
    id: z.string().describe("Management id"),
    customerId: z.string(),
    customerName: z.string(),
    service: z.string(),
    kind: z.enum(kinds),
    state: z.enum(machineStates),
    stateReason: z.string().nullable().describe("Why it waits or failed, and what to do"),
    needsApproval: z.boolean(),
    application: z.enum(applicationStates),
    serial: z.string().nullable(),
    hostname: z.string().nullable(),
    os: z.string().nullable(),
    osVersion: z.string().nullable(),
    arch: z.string().nullable(),
    cloud: z.string().nullable().describe("Slug of the host cloud; null: on-premises"),
    instanceId: z.string().nullable(),
    totalBytes: bytes.nullable(),
    availableBytes: bytes.nullable(),
    reportedAllocationBytes: bytes.nullable(),
    recomputedAllocationBytes: bytes.nullable(),
    grantedAllocationBytes: bytes.nullable(),
    linkId: z.string().nullable(),
    createdAt: time,
    enrolledAt: time.nullable(),
    activeAt: time.nullable(),
    lastHeartbeatAt: time.nullable(),
    retiredAt: time.nullable(),
  }),
);
export const machinesAnswer = named("MachinePage", pageAnswer("machines", machineAnswer));

/** A machine as programs see it. */
export function shownMachine(row: MachineRow, slugs: Slugs): z.infer<typeof machineAnswer> {
  return {
    id: row.id,
    customerId: row.customerId,
    customerName: row.customerName,
    service: row.serviceSlug,
    kind: row.kind,
    state: row.state,
    stateReason: row.stateReason,
    needsApproval: row.needsApproval,
    application: row.application,
    serial: row.serial,
    hostname: row.hostname,
    os: row.os,
    osVersion: row.osVersion,
    arch: row.arch,
    cloud: slugs.cloud(row.cloudId),
    instanceId: row.instanceId,
    totalBytes: decimalText(row.totalBytes),
    availableBytes: decimalText(row.availableBytes),
    reportedAllocationBytes: decimalText(row.reportedAllocationBytes),
    recomputedAllocationBytes: decimalText(row.recomputedAllocationBytes),
    grantedAllocationBytes: decimalText(row.grantedAllocationBytes),
    linkId: row.linkId,
    createdAt: row.createdAt.toISOString(),
    enrolledAt: timeText(row.enrolledAt),
    activeAt: timeText(row.activeAt),
    lastHeartbeatAt: timeText(row.lastHeartbeatAt),
    retiredAt: timeText(row.retiredAt),
  };
}

const asIs = { tag: "Machines", answer: machineAnswer, says: "The machine." } as const;
const reason = named("Reason", z.strictObject({ reason: reasonInput }));

export const listMachines = operation({
  method: "get",
  path: "/machines",
  tag: "Machines",
  summary: "Machines, newest first",
  action: "machines.read",
  like: ["machines.list", "machines.listAll"],
  query: machinesQuery,
  answer: machinesAnswer,
  says: onePage,
});
export const getMachine = operation({
  ...asIs,
  method: "get",
  path: "/machines/{id}",
  summary: "One machine by its management id",
  action: "machines.read",
  like: ["machines.detail"],
});
export const renameMachine = operation({
  ...asIs,
  method: "patch",
  path: "/machines/{id}",
  summary: "Name a machine; an empty name is what it reports itself",
  action: "machines.change",
  like: ["machines.rename"],
  body: named("MachineChange", machineNameInput.strict()),
});
export const approveMachine = operation({
  ...asIs,
  method: "post",
  path: "/machines/{id}/approve",
  summary: "Approve a machine that waits",
  action: "machines.approve",
  like: ["machines.approve"],
});
export const rejectMachine = operation({
  ...asIs,
  method: "post",
  path: "/machines/{id}/reject",
  summary: "Reject a machine that waits; its link can be used by the right one",
  action: "machines.approve",
  like: ["machines.reject"],
  body: reason,
});
export const releaseMachine = operation({
  ...asIs,
  method: "post",
  path: "/machines/{id}/release",
  summary: "Release a machine: its license ends, and it uninstalls at its next heartbeat",
  action: "licenses.release",
  like: ["machines.release"],
  body: reason,
});
export const endQuarantine = operation({
  ...asIs,
  method: "post",
  path: "/machines/{id}/end-quarantine",
  summary: "End a quarantine: the machine that speaks first from now on stays",
  action: "machines.approve",
  like: ["machines.endQuarantine"],
});
export const setUnits = operation({
  method: "put",
  path: "/machines/{id}/units",
  tag: "Machines",
  summary: "Set how many units of the workload a machine runs from its next heartbeat on",
  action: "machines.change",
  like: ["machines.setUnits"],
  body: named("Units", unitsInput.strict()),
  answer: named(
    "UnitsSet",
    z.object({ units: z.int(), version: z.int().describe("Version of the machine's configuration") }),
  ),
  says: "What the machine will run.",
});
export const getInstaller = operation({
  method: "post",
  path: "/machines/{id}/installer",
  tag: "Machines",
  summary: "Transmit the installer made for a machine that reported",
  action: "links.change",
  like: ["machines.installer"],
  answer: named(
    "Installer",
    z.object({
      state: z.string().describe("ready, or what the machine waits for"),
      message: z.string(),
      script: z.string().nullable().describe("A secret: its own link's token is in it. null until it is ready."),
    }),
  ),
  says: "The installer, or what it waits for.",
});
