import { and, eq, isNull, ne, or } from "drizzle-orm";
import { customers } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { brokenConstraint } from "../broken-constraint";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { lockCustomer } from "./add-customer";
import { configureWaitingServices } from "./configure-waiting-services";
import { refuseClosedCustomer } from "./refuse-closed-customer";

/**
 * Confirms the account identifier, as proposed or another: from here on it counts as information from the customer.
 * Confirming what is confirmed already changes nothing.
 * @returns the machines that waited for it and can go on.
 * @throws DomainError conflict where another company has it, and for a closed one.
 */
export async function confirmIdentifier(
  ctx: Context,
  input: { customerId: string; identifier: string },
): Promise<{ machineIds: string[] }> {
  const { customerId, identifier } = input;
  await lockCustomer(ctx, customerId);
  await refuseClosedCustomer(ctx, customerId);
  const changed = await ctx.tx
    .update(customers)
    .set({ identifier, identifierConfirmedAt: ctx.now, identifierConfirmedBy: ctx.actor.label })
    .where(
      and(
        eq(customers.id, customerId),
        or(ne(customers.identifier, identifier), isNull(customers.identifierConfirmedAt)),
      ),
    )
    .returning({ id: customers.id })
    .catch((error) => {
      // Another company's row cannot be seen from the customer's role: the unique index is what knows.
      if (brokenConstraint(error) === "customers_identifier")
        throw new DomainError("conflict", `The account identifier ${identifier} is taken. Choose another.`, {
          field: "identifier",
        });
      throw error;
    });
  if (changed.length === 0) return { machineIds: [] };
  await recordAudit(ctx, {
    customerId,
    action: "identifier.confirmed",
    subjectKind: "customer",
    subjectId: customerId,
    detail: { identifier },
    topic: "customers",
  });
  return configureWaitingServices(ctx, { customerId, triggeredBy: "identifier" });
}
