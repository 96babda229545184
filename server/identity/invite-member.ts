import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { invitations, memberships } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { refuseClosedCustomer } from "../configuration/refuse-closed-customer";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { countUnder, limits } from "../http/limits";
import { newId } from "../ids";
import { enqueueNotice } from "../notifications/enqueue-notice";
import type { MailBody } from "../notifications/mail-body";
import { dismissMailsAbout } from "../notifications/retry-notice";
import { currentProvider } from "../provider/queries";
import { zonedText } from "../utc-text";
import { portalOrigin } from "./create-sign-in-link";
import type { inviteMemberInput } from "./input";
import { inviter } from "./inviter";
import { invitationDays } from "./rules";

/**
 * Invites a person into a company and mails them. Accepting is the first sign-in with that address, proved by a mailed
 * link or an OpenID provider. An open invitation of the same address is replaced.
 * @throws DomainError conflict for a person who is a member already, and for a closed company; rate_limited
 */
export async function inviteMember(
  ctx: Context,
  input: { customerId: string } & z.infer<typeof inviteMemberInput>,
): Promise<{ id: string }> {
  const { customerId, email, role } = input;
  const customer = await refuseClosedCustomer(ctx, customerId);
  const [member] = await ctx.tx
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.customerId, customerId), eq(memberships.email, email)));
  if (member) throw new DomainError("conflict", `${email} is a member already, as ${member.role}.`, { field: "email" });
  const { refused, resetSeconds } = await countUnder("invitation", email);
  if (refused)
    throw new DomainError(
      "rate_limited",
      `${email} was invited ${limits.invitation.most} times in a day, which is the most. The newest invitation stands; invite again tomorrow.`,
      { field: "email", retryAfterSeconds: resetSeconds },
    );
  const replaced = await ctx.tx
    .update(invitations)
    .set({ revokedAt: ctx.now })
    .where(
      and(
        eq(invitations.customerId, customerId),
        eq(invitations.email, email),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
      ),
    )
    .returning({ id: invitations.id });
  for (const before of replaced) await dismissMailsAbout(ctx, "invitation", before.id);
  const id = newId("invitation", ctx.now);
  const expiresAt = new Date(ctx.now.getTime() + invitationDays * 86_400_000);
  await ctx.tx.insert(invitations).values({
    customerId,
    id,
    email,
    role,
    invitedBy: ctx.actor.label,
    createdAt: ctx.now,
    expiresAt,
  });
  await recordAudit(ctx, {
    customerId,
    action: "member.invited",
    subjectKind: "invitation",
    subjectId: id,
    detail: { email, role },
    topic: "identity",
  });
  await enqueueNotice(ctx, {
    customerId,
    kind: "mail",
    dedupeKey: `invitation:${id}`,
    recipient: email,
    subject: `You are invited to ${customer.name} at ${(await currentProvider(ctx)).displayName}`,
    body: {
      text: `${await inviter(ctx)} invites you to ${customer.name} as ${role}. Sign in with this address to accept. The invitation is valid for ${invitationDays} days, until ${zonedText(expiresAt, customer.timeZone)}.`,
      link: { label: "Accept and sign in", url: `${portalOrigin()}/sign-in?email=${encodeURIComponent(email)}` },
      why: `You receive this because ${email} was invited. If you do not know ${customer.name}, ignore it.`,
    } satisfies MailBody,
    subjectKind: "invitation",
    subjectId: id,
  });
  return { id };
}

/** Takes an invitation back that nobody accepted yet. */
export async function revokeInvitation(ctx: Context, input: { customerId: string; id: string }): Promise<void> {
  const [revoked] = await ctx.tx
    .update(invitations)
    .set({ revokedAt: ctx.now })
    .where(
      and(
        eq(invitations.customerId, input.customerId),
        eq(invitations.id, input.id),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
      ),
    )
    .returning({ email: invitations.email });
  if (!revoked) throw notFound("open invitation", input.id);
  await dismissMailsAbout(ctx, "invitation", input.id);
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "invitation.revoked",
    subjectKind: "invitation",
    subjectId: input.id,
    detail: { email: revoked.email },
    topic: "identity",
  });
}
