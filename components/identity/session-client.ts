"use client";
import { signIn, signOut } from "next-auth/react";

// The one file of the browser that knows next-auth; server/identity/next-auth.ts is the server's.

/** Redeems a mailed link's token: a POST with a CSRF token. @returns whether it counted. */
export async function redeemLink(token: string): Promise<boolean> {
  const answer = await signIn("mailed-link", { token, redirect: false });
  return answer?.ok === true && !answer.error;
}

/** Signs in as somebody of the demo. */
export async function signInAs(userId: string): Promise<boolean> {
  const answer = await signIn("demo", { userId, redirect: false });
  return answer?.ok === true && !answer.error;
}

/** Leaves for the OpenID provider. */
export const signInByProvider = (): Promise<unknown> => signIn("oidc", { callbackUrl: "/" });

/** Ends this session, then shows sign-in. */
export const endSession = (): Promise<unknown> => signOut({ callbackUrl: "/sign-in" });
