import { emailInput } from "../configuration/input";
import type { Context } from "../context";
import { env } from "../env";
import { signInLinkMinutes } from "./rules";
import { createToken } from "./sign-in-token";

/**
 * A one-use sign-in link for this address: mailed, or printed by the operator's command line. It leads to the page
 * `next`, as pageAfterSignIn reads it.
 */
export async function createSignInLink(
  ctx: Context,
  input: { email: string; minutes?: number; next?: string | null },
): Promise<{ url: string; minutes: number }> {
  const minutes = input.minutes ?? signInLinkMinutes;
  const token = await createToken(ctx, "sign_in", emailInput.parse(input.email), minutes);
  const next = input.next ? `&next=${encodeURIComponent(input.next)}` : "";
  return { url: `${portalOrigin()}/sign-in/confirm?token=${token}${next}`, minutes };
}

/** The address people open, without a slash at the end. */
export const portalOrigin = (): string => env().NEXTAUTH_URL.replace(/\/+$/, "");
