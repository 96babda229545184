import { z } from "zod";
import { pageInput } from "../page-input";
import { verdictCodes } from "./rules";
import { licenseStates } from "./states";

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
  /** Only these: what was ticked in a list. */
  ids: z.array(z.string().min(1).max(100)).max(200).optional(),
  serviceId: z.string().max(100).optional(),
  /** The machine's host cloud; `on-premises` where it has none. */
  cloudId: z.string().max(100).optional(),
  /** A code of the verdict's table, or every one but VALID. Judged at the time of the request. */
  verdict: z.enum([...verdictCodes, "not_valid"]).optional(),
  kind: z.enum(["standard", "overflow"]).optional(),
  search: z.string().max(100).optional(),
  sort: z.enum(["newest", "oldest", "customer", "machine", "state", "expiry"]).default("newest"),
  ...pageInput(),
});
export type LicenseFilter = z.infer<typeof licenseFilter>;

/** What can be done to many licenses at once. */
export const bulkActions = ["issue", "suspend", "resume", "release", "revoke"] as const;
export type BulkAction = (typeof bulkActions)[number];

/** Why a person ends or suspends a license; the audit log and the customer's page show it. */
export const reasonInput = z.string().trim().min(3, "Give a reason of a few words.").max(300);

const ticked = z.object({
  customerId: z.string().min(1).max(100),
  licenseId: z.string().min(1).max(100),
});

/** An action on ticked licenses, at most a page of them; with the reason where the action's own verb asks for one. */
export const bulkInput = z
  .object({
    action: z.enum(bulkActions),
    licenses: z.array(ticked).min(1).max(200),
    reason: reasonInput.optional(),
  })
  .refine(({ action, reason }) => action === "issue" || action === "resume" || reason !== undefined, {
    message: "Give a reason of a few words.",
    path: ["reason"],
  });
