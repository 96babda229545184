import type { z } from "zod";
import { contacts } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { newId } from "../ids";
import { lockCustomer } from "./add-customer";
import { configureWaitingServices } from "./configure-waiting-services";
import type { setContactInput } from "./input";

/** Sets one of a company's contacts: information that lets its waiting machines go on. @returns those machines. */
export async function setContact(
  ctx: Context,
  input: { customerId: string } & z.infer<typeof setContactInput>,
): Promise<{ machineIds: string[] }> {
  const { customerId, kind, name, email, phone } = input;
  await lockCustomer(ctx, customerId);
  const values = { name, email, phone: phone ?? null, updatedAt: ctx.now };
  await ctx.tx
    .insert(contacts)
    .values({ customerId, id: newId("contact", ctx.now), kind, ...values })
    .onConflictDoUpdate({ target: [contacts.customerId, contacts.kind], set: values });
  await recordAudit(ctx, {
    customerId,
    action: "contact.set",
    subjectKind: "customer",
    subjectId: customerId,
    detail: { kind },
    topic: "customers",
  });
  return configureWaitingServices(ctx, { customerId, triggeredBy: "contact" });
}
