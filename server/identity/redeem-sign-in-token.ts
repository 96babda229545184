import type { Context } from "../context";
import { completeSignIn, type SignedIn } from "./complete-sign-in";
import { spendToken } from "./sign-in-token";

/** Signs in by a mailed link. @returns null when the token is unknown, spent or expired, or nobody has that address. */
export async function redeemSignInToken(ctx: Context, token: string): Promise<SignedIn | null> {
  const spent = token ? await spendToken(ctx, "sign_in", token) : null;
  return spent ? completeSignIn(ctx, spent.email, "mailed link") : null;
}
