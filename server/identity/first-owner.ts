import { and, eq, lt, sql } from "drizzle-orm";
import { signInTokens, staffMembers } from "@/db/schema";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { addStaff } from "./add-staff";
import { createSignInLink, portalOrigin } from "./create-sign-in-link";
import { firstOwnerLinkMinutes } from "./rules";
import { createToken, isOpenToken, spendToken } from "./sign-in-token";

/**
 * A one-use link by which the first owner of a new installation says who they are. Links made before still count: a
 * second start leaves what was printed at the first one as it is.
 * @returns null once there is an owner.
 */
export async function createFirstOwnerLink(ctx: Context): Promise<string | null> {
  if (await hasOwner(ctx)) return null;
  await ctx.tx
    .delete(signInTokens)
    .where(and(eq(signInTokens.purpose, "first_owner"), lt(signInTokens.expiresAt, ctx.now)));
  const token = await createToken(ctx, "first_owner", "", firstOwnerLinkMinutes);
  return `${portalOrigin()}/sign-in/first-owner?token=${token}`;
}

/**
 * Spends that link: its bearer becomes the provider's owner.
 * @returns a sign-in link for them.
 * @throws DomainError gone where the link is spent or old, or there is an owner.
 */
export async function claimFirstOwner(
  ctx: Context,
  input: { token: string; email: string; name: string },
): Promise<{ url: string }> {
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(7411004)`);
  if ((await hasOwner(ctx)) || !(await spendToken(ctx, "first_owner", input.token)))
    throw new DomainError("gone", "This link was used, or is too old. Restart the portal: it prints a new one.");
  await addStaff(ctx, { email: input.email, name: input.name, role: "owner" });
  return createSignInLink(ctx, { email: input.email });
}

/** What the bearer of this link can do with it: become the owner, or nothing, since there is one or it is not valid. */
export async function firstOwnerLinkStanding(ctx: Context, token: string): Promise<"open" | "owned" | "gone"> {
  if (await hasOwner(ctx)) return "owned";
  return (await isOpenToken(ctx, "first_owner", token)) ? "open" : "gone";
}

async function hasOwner(ctx: Context): Promise<boolean> {
  const [owner] = await ctx.tx
    .select({ userId: staffMembers.userId })
    .from(staffMembers)
    .where(eq(staffMembers.role, "owner"))
    .limit(1);
  return owner !== undefined;
}
