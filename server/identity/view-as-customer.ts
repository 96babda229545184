import { recordAudit } from "../audit/record-audit";
import { customerById } from "../configuration/queries";
import type { Context } from "../context";
import { viewToken } from "./view-token";

/**
 * Staff start viewing the portal as a customer; the audit log records it.
 * @returns what opens the view for this person
 * @throws DomainError not_found
 */
export async function viewAsCustomer(
  ctx: Context,
  input: { customerId: string },
): Promise<{ name: string; token: string }> {
  const { id, name } = await customerById(ctx, input.customerId);
  await recordAudit(ctx, { customerId: id, action: "customer.viewed", subjectKind: "customer", subjectId: id });
  return { name, token: viewToken(ctx.actor.id, id, ctx.now) };
}
