import { and, eq } from "drizzle-orm";
import { contacts, creditLimitRequests, customers } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { env } from "../env";
import { DomainError, notFound } from "../errors";
import { formatMoney } from "../money";
import { enqueueNotice } from "../notifications/enqueue-notice";
import type { MailBody } from "../notifications/mail-body";
import { refuseClosedCustomer } from "./refuse-closed-customer";
import { amountOf } from "./request-credit-limit";
import type { CreditLimitDecision } from "./states";

export type CreditLimitAnswer = {
  customerId: string;
  requestId: string;
  decision: CreditLimitDecision;
  amount?: string;
  reason?: string;
};

/**
 * Approves (the amount asked for, or another) or declines a request for a credit limit, and notifies the company's
 * contact.
 * @throws DomainError conflict where it is decided or withdrawn already, and for a closed company.
 */
export async function decideCreditLimit(ctx: Context, input: CreditLimitAnswer): Promise<void> {
  const { customerId, requestId, decision } = input;
  const customer = await refuseClosedCustomer(ctx, customerId);
  const own = and(eq(creditLimitRequests.customerId, customerId), eq(creditLimitRequests.id, requestId));
  const [request] = await ctx.tx.select().from(creditLimitRequests).where(own).for("update");
  if (!request) throw notFound("request for a credit limit", requestId);
  if (request.state !== "requested")
    throw new DomainError("conflict", `This request is ${request.state} already. Open the company to see its limit.`);
  const approvedMinor = input.amount ? amountOf(input.amount, customer.currency).minor : request.amountMinor;
  await ctx.tx
    .update(creditLimitRequests)
    .set({
      state: decision,
      decidedBy: ctx.actor.label,
      decidedAt: ctx.now,
      approvedMinor: decision === "approved" ? approvedMinor : null,
      decisionReason: input.reason ?? null,
    })
    .where(own);
  if (decision === "approved")
    await ctx.tx.update(customers).set({ creditLimitMinor: approvedMinor }).where(eq(customers.id, customerId));
  const amount = formatMoney({ minor: approvedMinor, currency: customer.currency });
  await recordAudit(ctx, {
    customerId,
    action: `credit_limit.${decision}`,
    subjectKind: "credit_limit_request",
    subjectId: requestId,
    detail: { amount, ...(input.reason ? { reason: input.reason } : {}) },
    topic: "customers",
  });
  await mailContact(ctx, input, { amount, customerName: customer.name });
}

async function mailContact(
  ctx: Context,
  input: CreditLimitAnswer,
  { amount, customerName }: { amount: string; customerName: string },
): Promise<void> {
  const [main] = await ctx.tx
    .select({ email: contacts.email })
    .from(contacts)
    .where(and(eq(contacts.customerId, input.customerId), eq(contacts.kind, "main")));
  if (!main) return;
  const approved = input.decision === "approved";
  await enqueueNotice(ctx, {
    customerId: input.customerId,
    kind: "mail",
    dedupeKey: `credit-limit:${input.requestId}`,
    recipient: main.email,
    subject: approved ? `Your credit limit is ${amount}` : "Your request for a credit limit was declined",
    body: {
      text: approved
        ? `Overflow machines can now start for up to ${amount} of unpaid charges.${input.reason ? ` ${input.reason}` : ""}`
        : `Reason: ${input.reason}. Your machines and services are not affected.`,
      link: { label: "Look at the credit limit", url: `${env().NEXTAUTH_URL}/company` },
      why: `You receive this as the main contact of ${customerName}.`,
    } satisfies MailBody,
    subjectKind: "credit_limit_request",
    subjectId: input.requestId,
  });
}
