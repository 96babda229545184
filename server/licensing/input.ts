import { z } from "zod";
import { licenseStates } from "@/db/schema/licensing";

export const acknowledgeInput = z.object({
  jti: z.string().min(1).max(100),
  seq: z.union([
    z.number().int().nonnegative(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ]),
  signature: z.string().min(16).max(400),
});

export const licenseFilter = z.object({
  states: z.array(z.enum(licenseStates)).max(10).optional(),
  serviceId: z.string().max(100).optional(),
  kind: z.enum(["standard", "overflow"]).optional(),
  search: z.string().max(100).optional(),
  sort: z.enum(["newest", "oldest", "state", "expiry"]).default("newest"),
  cursor: z.string().max(500).nullish(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type LicenseFilter = z.infer<typeof licenseFilter>;

/** Why somebody ends or suspends a license; stands in the audit log and on the customer's page. */
export const reasonInput = z.string().trim().min(3, "Give a reason of a few words.").max(300);
