import type { z } from "zod";
import { billingInformation } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import type { setBillingInformationInput } from "./input";
import { customerById } from "./queries";

/** Sets what statements carry: legal name, address, tax number. No machine waits for it. */
export async function setBillingInformation(
  ctx: Context,
  input: { customerId: string } & z.infer<typeof setBillingInformationInput>,
): Promise<void> {
  const { customerId, legalName, address, country, taxNumber, statementEmail } = input;
  await customerById(ctx, customerId);
  const values = {
    legalName,
    address,
    country,
    taxNumber: taxNumber ?? null,
    statementEmail: statementEmail ?? null,
    updatedAt: ctx.now,
  };
  await ctx.tx
    .insert(billingInformation)
    .values({ customerId, ...values })
    .onConflictDoUpdate({ target: billingInformation.customerId, set: values });
  await recordAudit(ctx, {
    customerId,
    action: "billing_information.set",
    subjectKind: "customer",
    subjectId: customerId,
    topic: "customers",
  });
}
