import { z } from "zod";
import { pageInput } from "../page-input";

/** What the audit log is filtered by. */
export const auditFilter = z.object({
  customerId: z.string().max(100).optional(),
  action: z.string().max(100).optional(),
  /** Words of an action: "credit" finds credit_limit.approved and its like. */
  search: z.string().trim().max(100).optional(),
  actorKind: z.enum(["staff", "customer", "machine", "key", "link", "job"]).optional(),
  subjectId: z.string().max(100).optional(),
});

/** A page of it. */
export const auditQuery = auditFilter.extend(pageInput(1000));
export type AuditQuery = z.infer<typeof auditQuery>;
