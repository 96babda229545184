import { randomBytes } from "node:crypto";
import { and, eq, gt, isNull } from "drizzle-orm";
import { signInTokens } from "@/db/schema";
import type { Context } from "../context";
import { sha256 } from "../keys/link-secrets";

type Purpose = "sign_in" | "first_owner";

/** Makes a one-use token and stores its SHA-256. @returns the token itself, which is shown or mailed once. */
export async function createToken(ctx: Context, purpose: Purpose, email: string, minutes: number): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(ctx.now.getTime() + minutes * 60_000);
  await ctx.tx.insert(signInTokens).values({ tokenHash: sha256(token), purpose, email, createdAt: ctx.now, expiresAt });
  return token;
}

/**
 * Spends a token: of any number of parallel calls exactly one gets the address. @returns null when it is unknown, spent
 * or expired.
 */
export async function spendToken(ctx: Context, purpose: Purpose, token: string): Promise<{ email: string } | null> {
  const [spent] = await ctx.tx
    .update(signInTokens)
    .set({ usedAt: ctx.now })
    .where(openToken(ctx, purpose, token))
    .returning({ email: signInTokens.email });
  return spent ?? null;
}

/** Whether a token can still be spent; spends nothing. */
export async function isOpenToken(ctx: Context, purpose: Purpose, token: string): Promise<boolean> {
  const [found] = await ctx.tx
    .select({ email: signInTokens.email })
    .from(signInTokens)
    .where(openToken(ctx, purpose, token));
  return found !== undefined;
}

const openToken = (ctx: Context, purpose: Purpose, token: string) =>
  and(
    eq(signInTokens.tokenHash, sha256(token)),
    eq(signInTokens.purpose, purpose),
    isNull(signInTokens.usedAt),
    gt(signInTokens.expiresAt, ctx.now),
  );
