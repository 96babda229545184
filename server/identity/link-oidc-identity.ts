import { and, eq } from "drizzle-orm";
import { oidcIdentities, users } from "@/db/schema";
import type { Context } from "../context";
import { env } from "../env";
import { completeSignIn, type SignedIn } from "./complete-sign-in";
import { trustedDomainsOf, verifiedEmailOf } from "./rules";

export type OidcProfile = { iss?: unknown; sub?: unknown; email?: unknown; email_verified?: unknown };

/**
 * Signs in by OpenID Connect: the person linked to (issuer, subject); else, once, the person or invitation with the
 * address that the provider says it verified, or is trusted with. An address whose person is linked to another subject
 * of that issuer is refused: the provider may have given the address to another person.
 * @returns null when nobody is found.
 */
export async function signInByOidc(ctx: Context, profile: OidcProfile): Promise<SignedIn | null> {
  const { iss: issuer, sub: subject } = profile;
  if (typeof issuer !== "string" || typeof subject !== "string" || !issuer || !subject) return null;
  const [linked] = await ctx.tx
    .select({ email: users.email })
    .from(oidcIdentities)
    .innerJoin(users, eq(users.id, oidcIdentities.userId))
    .where(and(eq(oidcIdentities.issuer, issuer), eq(oidcIdentities.subject, subject)));
  if (linked) return completeSignIn(ctx, linked.email, "OpenID Connect");
  const email = verifiedEmailOf(profile, trustedDomainsOf(env().OIDC_TRUSTED_DOMAINS));
  if (!email || (await otherSubject(ctx, issuer, email))) return null;
  const signedIn = await completeSignIn(ctx, email, "OpenID Connect");
  if (!signedIn) return null;
  await ctx.tx.insert(oidcIdentities).values({ issuer, subject, userId: signedIn.id, createdAt: ctx.now });
  return signedIn;
}

async function otherSubject(ctx: Context, issuer: string, email: string): Promise<boolean> {
  const [found] = await ctx.tx
    .select({ subject: oidcIdentities.subject })
    .from(oidcIdentities)
    .innerJoin(users, eq(users.id, oidcIdentities.userId))
    .where(and(eq(oidcIdentities.issuer, issuer), eq(users.email, email)));
  return found !== undefined;
}
