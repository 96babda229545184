import { z } from "zod";
import { applicationStates, machineStates } from "@/server/collection/states";
import type { MachineRow } from "@/server/reads/machine-list";
import type { slugs } from "../names";
import { after, bytes, customerName, decimalText, limit, oneOf, pageAnswer, search, time, timeText } from "../parts";

const kinds = ["ordinary", "overflow"] as const;

export const machinesQuery = z.strictObject({
  customer: customerName,
  state: oneOf(machineStates).optional(),
  service: z.string().max(100).optional().describe("A service's slug"),
  cloud: z.string().max(100).optional().describe("A host cloud's slug, or on-premises"),
  kind: oneOf(kinds).optional(),
  search,
  after,
  limit,
});

export const machineAnswer = z.object({
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
});
export const machinesAnswer = pageAnswer("machines", machineAnswer);

/** A machine as programs see it. */
export function shownMachine(row: MachineRow, named: Awaited<ReturnType<typeof slugs>>): z.infer<typeof machineAnswer> {
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
    cloud: named.cloud(row.cloudId),
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
