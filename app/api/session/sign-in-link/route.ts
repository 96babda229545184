import { after } from "next/server";
import { inProvider, jobRequest } from "@/server/context";
import { DomainError } from "@/server/errors";
import { limit } from "@/server/http/limits";
import { requestSignInInput, signInForm } from "@/server/identity/input";
import { requestSignIn } from "@/server/identity/request-sign-in";
import { pageAfterSignIn, signInAnswer } from "@/server/identity/sign-in-address";
import { deliverNotices } from "@/server/notifications/deliver-notices";
import { sessionForm } from "../session-form";

export const dynamic = "force-dynamic";

/** Emails a sign-in link. The answer is the same whether the address is known or not. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionForm(signInForm, async (given, { address }) => {
  const next = pageAfterSignIn(given.next);
  const read = requestSignInInput.safeParse(given);
  if (!read.success) return signInAnswer({ email: given.email, next, error: "Email" });
  const { email } = read.data;
  const request = jobRequest("sign-in");
  try {
    await limit("signInRequest", address);
    await inProvider(request, (ctx) => requestSignIn(ctx, { email, next }));
  } catch (error) {
    if (!(error instanceof DomainError && error.code === "rate_limited")) throw error;
    return signInAnswer({ email, next, error: "TooManyMails" });
  }
  after(() => deliverNotices(request));
  return signInAnswer({ email, next, sent: true });
});
