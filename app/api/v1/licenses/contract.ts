import { z } from "zod";
import { reasonInput } from "@/server/licensing/input";
import { licenseStates } from "@/server/licensing/states";
import type { AccountRow } from "@/server/reads/cloud-accounts";
import type { LicenseRow } from "@/server/reads/license-rows";
import type { Slugs } from "../names";
import { operation } from "../operation";
import {
  after,
  bytes,
  customerName,
  decimal,
  decimalText,
  limit,
  listAnswer,
  named,
  oneOf,
  onePage,
  pageAnswer,
  search,
  time,
  timeText,
} from "../parts";

const kinds = ["standard", "overflow"] as const;

const licensesQuery = z.strictObject({
  customer: customerName,
  state: oneOf(licenseStates).optional(),
  service: z.string().max(100).optional().describe("A service's slug"),
  kind: oneOf(kinds).optional(),
  search,
  after,
  limit,
});

export const entitlement = named("Entitlement", z.object({ meter: z.string(), quantity: decimal, unit: z.string() }));

export const license = named(
  "License",
  z.object({
    id: z.string(),
    customerId: z.string(),
    customerName: z.string(),
    machineId: z.string(),
    hostname: z.string().nullable(),
    service: z.string(),
    kind: z.enum(kinds),
    state: z.enum(licenseStates),
    stateReason: z.string().nullable(),
    derivedFrom: z.string().nullable().describe("Overflow: the license of the first machine"),
    billingEventId: z.string().nullable(),
    seatNo: z.int().nullable(),
    allocationBytes: bytes.nullable(),
    serial: z.string().nullable(),
    features: z.array(z.string()),
    accessRights: z.array(z.string()),
    serviceLevel: z.string(),
    entitlements: z.array(entitlement),
    validFrom: time,
    validTo: time,
    createdAt: time,
    endedAt: time.nullable(),
  }),
);
export const licensesAnswer = named("LicensePage", pageAnswer("licenses", license));

/** A license as programs see it: never its document. */
export function shownLicense(row: LicenseRow, slugs: Slugs): z.infer<typeof license> {
  return {
    id: row.id,
    customerId: row.customerId,
    customerName: row.customerName,
    machineId: row.machineId,
    hostname: row.hostname,
    service: slugs.service(row.serviceId),
    kind: row.kind,
    state: row.state,
    stateReason: row.stateReason,
    derivedFrom: row.derivedFrom,
    billingEventId: row.billingEventId,
    seatNo: row.seatNo,
    allocationBytes: decimalText(row.allocationBytes),
    serial: row.serial,
    features: row.features,
    accessRights: row.accessRights,
    serviceLevel: row.serviceLevel,
    entitlements: row.entitlements,
    validFrom: row.validFrom.toISOString(),
    validTo: row.validTo.toISOString(),
    createdAt: row.createdAt.toISOString(),
    endedAt: timeText(row.endedAt),
  };
}

const asIs = { tag: "Licenses", answer: license, says: "The license." } as const;
const because = z.strictObject({ reason: reasonInput });

export const listLicenses = operation({
  method: "get",
  path: "/licenses",
  tag: "Licenses",
  summary: "Licenses, newest first; never a license document",
  action: "licenses.read",
  like: ["licenses.list", "licenses.listAll", "licenses.rowsAll"],
  query: licensesQuery,
  answer: licensesAnswer,
  says: onePage,
});
export const getLicense = operation({
  ...asIs,
  method: "get",
  path: "/licenses/{id}",
  summary: "One license",
  action: "licenses.read",
  like: ["licenses.detail"],
});
export const releaseSeat = operation({
  ...asIs,
  method: "post",
  path: "/licenses/{id}/release",
  summary: "Free the seat: the license ends, and its machine uninstalls at its next heartbeat",
  action: "licenses.release",
  like: ["licenses.release"],
  body: named("LicenseRelease", because),
});
export const transferSeat = operation({
  ...asIs,
  method: "post",
  path: "/licenses/{id}/transfer",
  summary: "Transfer license and seat to a machine that has reported and waits",
  action: "licenses.release",
  like: ["licenses.transfer"],
  body: named("LicenseTransfer", because.extend({ toMachineId: z.string().min(1).max(100) })),
});
export const listTargets = operation({
  method: "get",
  path: "/licenses/{id}/targets",
  tag: "Licenses",
  summary: "Machines to which a license could be transferred, at most 20",
  action: "licenses.read",
  like: ["licenses.targets"],
  query: z.strictObject({ search }),
  answer: named(
    "TransferTargets",
    z.object({
      targets: z.array(z.object({ id: z.string(), hostname: z.string().nullable(), serial: z.string().nullable() })),
      more: z.boolean(),
    }),
  ),
  says: "The machines; `more`: a search finds others.",
});
export const issueAgain = operation({
  ...asIs,
  method: "post",
  path: "/licenses/{id}/issue-again",
  summary: "Issue another document early; the machine receives it with its next heartbeat",
  action: "licenses.change",
  like: ["licenses.issueAgain"],
});
export const suspendLicense = operation({
  ...asIs,
  method: "post",
  path: "/licenses/{id}/suspend",
  summary: "Suspend a license",
  action: "licenses.change",
  like: ["licenses.suspend"],
  body: named("LicenseSuspension", because),
});
export const resumeLicense = operation({
  ...asIs,
  method: "post",
  path: "/licenses/{id}/resume",
  summary: "Resume a suspended license",
  action: "licenses.change",
  like: ["licenses.resume"],
});
export const revokeLicense = operation({
  ...asIs,
  method: "post",
  path: "/licenses/{id}/revoke",
  summary: "Revoke a license",
  action: "licenses.change",
  like: ["licenses.revoke"],
  body: named("LicenseRevocation", because),
});
const cloudAccount = named(
  "CloudAccount",
  z.object({
    id: z.string(),
    service: z.string(),
    plan: z.string().describe("The plan's name"),
    state: z.string(),
    openedAt: time.nullable(),
    seats: z.int(),
    seatsInUse: z.int(),
  }),
);
/** A cloud account as programs see it. */
export const shownAccount = (row: AccountRow, slugs: Slugs): z.infer<typeof cloudAccount> => ({
  id: row.id,
  service: slugs.service(row.serviceId),
  plan: row.planName,
  state: row.state,
  openedAt: timeText(row.openedAt),
  seats: row.seats,
  seatsInUse: row.seatsInUse,
});

export const listAccounts = operation({
  method: "get",
  path: "/customers/{id}/cloud-accounts",
  tag: "Licenses",
  summary: "A customer's cloud accounts with their plans and seats",
  action: "licenses.read",
  like: ["licenses.accounts"],
  answer: named("CloudAccounts", listAnswer("cloudAccounts", cloudAccount)),
  says: "All of them.",
});
export const getAccount = operation({
  method: "get",
  path: "/customers/{id}/cloud-accounts/{account}",
  tag: "Licenses",
  summary: "One cloud account with its plan and seats",
  action: "licenses.read",
  like: ["licenses.accounts"],
  answer: cloudAccount,
  says: "The cloud account.",
});
