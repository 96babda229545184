import type { Context } from "@/server/context";
import { memberById, openInvitationById } from "@/server/identity/queries";

type Dated = { createdAt: Date };

export const shownMember = <T extends Dated>(row: T) => ({ ...row, createdAt: row.createdAt.toISOString() });
export const shownInvitation = <T extends Dated & { expiresAt: Date }>(row: T) => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
});

/** @throws not_found */
export async function oneMember(ctx: Context, customerId: string, id: string) {
  return shownMember(await memberById(ctx, customerId, id));
}

/** @throws not_found */
export async function oneInvitation(ctx: Context, customerId: string, id: string) {
  return shownInvitation(await openInvitationById(ctx, customerId, id));
}
