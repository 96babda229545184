import type { z } from "zod";
import { recordAudit } from "../audit/record-audit";
import { addCustomer } from "../configuration/add-customer";
import type { inviteCustomerInput } from "../configuration/input";
import type { Context } from "../context";
import { inviteMember } from "./invite-member";

/** Invites a company: adds it as `invited` with its first person, its owner, who makes it active by signing in. */
export async function inviteCustomer(
  ctx: Context,
  input: z.infer<typeof inviteCustomerInput>,
): Promise<{ id: string; identifier: string }> {
  const { email, ...about } = input;
  const customer = await addCustomer(ctx, { ...about, state: "invited" });
  await recordAudit(ctx, {
    customerId: customer.id,
    action: "customer.invited",
    subjectKind: "customer",
    subjectId: customer.id,
    detail: { email },
    topic: "customers",
  });
  await inviteMember(ctx, { customerId: customer.id, email, role: "owner" });
  return customer;
}
