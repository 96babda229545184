"use server";
import { headers } from "next/headers";
import { after } from "next/server";
import { inProvider, jobRequest } from "@/server/context";
import { DomainError } from "@/server/errors";
import { addressOf } from "@/server/http/address";
import { limit } from "@/server/http/limits";
import { requestSignInInput } from "@/server/identity/input";
import { requestSignIn } from "@/server/identity/request-sign-in";
import { pageAfterSignIn } from "@/server/identity/sign-in-address";
import { deliverNotices } from "@/server/notifications/deliver-notices";
import { formTexts } from "@/server/text-input";
import { unreachable } from "@/server/unreachable";

export type MailAnswer = { sent: false; error?: string; email?: string } | { sent: true; email: string };

/** Emails a sign-in link. The answer is the same whether the address is known or not. */
export async function mailSignInLink(_before: MailAnswer, form: FormData): Promise<MailAnswer> {
  const { email = "" } = formTexts(form);
  const read = requestSignInInput.safeParse({ email });
  if (!read.success) return { sent: false, error: read.error.issues[0]?.message, email };
  const request = jobRequest("sign-in");
  try {
    await limit("signInRequest", addressOf({ headers: await headers() }));
    await inProvider(request, (ctx) => requestSignIn(ctx, { ...read.data, next: pageAfterSignIn(form.get("next")) }));
  } catch (thrown) {
    const error = unreachable(thrown);
    if (!(error instanceof DomainError)) throw thrown;
    return { sent: false, error: error.message, email };
  }
  after(() => deliverNotices(request));
  return { sent: true, email: read.data.email };
}
