import type { Context } from "@/server/context";
import { notFound } from "@/server/errors";
import { invitationsOf, membersOf } from "@/server/identity/queries";

type Dated = { createdAt: Date };

export const shownMember = <T extends Dated>(row: T) => ({ ...row, createdAt: row.createdAt.toISOString() });
export const shownInvitation = <T extends Dated & { expiresAt: Date }>(row: T) => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
});

/** @throws not_found */
export async function oneMember(ctx: Context, customerId: string, id: string) {
  const found = (await membersOf(ctx, customerId)).find((member) => member.id === id);
  if (!found) throw notFound("member", id);
  return shownMember(found);
}

/** @throws not_found */
export async function oneInvitation(ctx: Context, customerId: string, id: string) {
  const found = (await invitationsOf(ctx, customerId)).find((invitation) => invitation.id === id);
  if (!found) throw notFound("open invitation", id);
  return shownInvitation(found);
}
