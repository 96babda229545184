import { z } from "zod";

/** What the audit log is filtered by. */
export const auditFilter = z.object({
  customerId: z.string().max(100).optional(),
  action: z.string().max(100).optional(),
  actorKind: z.enum(["staff", "customer", "machine", "key", "link", "job"]).optional(),
  subjectId: z.string().max(100).optional(),
});
