"use client";
import { signIn } from "next-auth/react";

// The one file of the browser that imports next-auth; on the server it is server/identity/next-auth.ts.

/** Redeems the token of an emailed link: a POST with a CSRF token. */
export async function redeemLink(token: string): Promise<"accepted" | "refused" | "too many tries"> {
  const answer = await signIn("mailed-link", { token, redirect: false });
  if (answer?.ok === true && !answer.error) return "accepted";
  return answer?.error === "TooManyTries" ? "too many tries" : "refused";
}

/** Signs in as a person of the demo. @returns whether it was accepted. */
export async function signInAs(userId: string): Promise<boolean> {
  const answer = await signIn("demo", { userId, redirect: false });
  return answer?.ok === true && !answer.error;
}

/** Goes to the OpenID provider to sign in, and from there to the page. */
export const signInByProvider = (next: string | null): Promise<unknown> => signIn("oidc", { callbackUrl: next ?? "/" });
