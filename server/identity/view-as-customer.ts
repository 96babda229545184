import { recordAudit } from "../audit/record-audit";
import { customerById } from "../configuration/queries";
import type { Context } from "../context";

/** Staff start viewing the portal as a customer; the audit log records it. @throws DomainError not_found */
export async function viewAsCustomer(ctx: Context, input: { customerId: string }): Promise<{ name: string }> {
  const { id, name } = await customerById(ctx, input.customerId);
  await recordAudit(ctx, { customerId: id, action: "customer.viewed", subjectKind: "customer", subjectId: id });
  return { name };
}
