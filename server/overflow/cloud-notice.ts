import type { billingEvents } from "@/db/schema";
import type { CloudNotice } from "../clouds/driver";

/**
 * A notice to a host cloud, for the outbox (docs/rules.md 5.5). Its body has these fields and no more: event,
 * host-cloud account, resource, whether in excess, second machine. No limit, threshold, aggregate, cover or excess.
 */
export function cloudNotice(input: {
  event: typeof billingEvents.$inferSelect;
  account: string;
  resource: string;
  inExcess: boolean;
  secondMachine: string | null;
  /** Earlier notices of the same about this event; a further one has an identity of its own. */
  before?: number;
}) {
  const { event } = input;
  const body: CloudNotice = {
    id: `${event.id}:${input.inExcess ? "in-excess" : "no-excess"}${input.before ? `:${input.before + 1}` : ""}`,
    billingEvent: event.id,
    account: input.account,
    resource: input.resource,
    inExcess: input.inExcess,
    ...(input.secondMachine ? { secondMachine: input.secondMachine } : {}),
  };
  return {
    customerId: event.customerId,
    kind: "cloud" as const,
    dedupeKey: `cloud:${body.id}`,
    recipient: event.cloudId,
    subject: input.inExcess ? "In excess" : "No longer in excess",
    body: { ...body },
    subjectKind: "billing_event",
    subjectId: event.id,
  };
}
