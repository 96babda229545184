import { and, eq } from "drizzle-orm";
import { licenses } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { refuseClosedCustomer } from "../configuration/refuse-closed-customer";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { lockLicense } from "./queries";

/**
 * Lets a suspended license go on; the machine's next heartbeat brings a new document. @throws conflict where it is not
 * suspended, and for a closed customer.
 */
export async function resumeLicense(ctx: Context, input: { customerId: string; licenseId: string }): Promise<void> {
  await refuseClosedCustomer(ctx, input.customerId);
  const license = await lockLicense(ctx, input.customerId, input.licenseId);
  if (license.state === "active") return;
  if (license.state !== "suspended")
    throw new DomainError("conflict", `Only a suspended license can go on; this one is ${license.state}.`);
  await ctx.tx
    .update(licenses)
    .set({ state: "active", stateReason: null })
    .where(and(eq(licenses.customerId, input.customerId), eq(licenses.id, license.id)));
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "license.resumed",
    subjectKind: "license",
    subjectId: license.id,
    detail: { machine: license.machineId },
    topic: "licenses",
  });
}
