import { validFilter } from "@/components/list/valid-filter";
import { auditFilter } from "@/server/audit/input";

/** The log's filter from its address. */
export function auditQuery({ actor, customer, subject, action, q }: Record<string, string>) {
  return validFilter(auditFilter, { actorKind: actor, customerId: customer, subjectId: subject, action, search: q });
}
