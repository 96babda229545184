import { z } from "zod";
import { licenseStates } from "@/server/licensing/states";
import { after, bytes, customerName, decimal, limit, oneOf, pageAnswer, search, time } from "../parts";

const kinds = ["standard", "overflow"] as const;

export const licensesQuery = z.strictObject({
  customer: customerName,
  state: oneOf(licenseStates).optional(),
  service: z.string().max(100).optional().describe("A service's slug"),
  kind: oneOf(kinds).optional(),
  search,
  after,
  limit,
});

export const entitlement = z.object({ meter: z.string(), quantity: decimal, unit: z.string() });

export const licensesAnswer = pageAnswer(
  "licenses",
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
