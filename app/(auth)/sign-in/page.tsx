import type { Route } from "next";
import { redirect } from "next/navigation";
import { DemoUsers } from "@/components/identity/demo-users";
import { MailLinkForm } from "@/components/identity/mail-link-form";
import { ProviderButton } from "@/components/identity/provider-button";
import { Notice } from "@/components/ui/notice";
import { inProvider, jobRequest } from "@/server/context";
import { env } from "@/server/env";
import { requestSignInInput } from "@/server/identity/input";
import { demoUsers } from "@/server/identity/queries";
import { homeOf } from "@/server/identity/rules";
import { pageAfterSignIn } from "@/server/identity/sign-in-address";
import { providerProfile } from "@/server/provider/queries";
import { pageContext } from "@/server/trpc/caller";

const faults: Record<string, string> = {
  NoAccount:
    "No account has that address, or the single sign-on has not verified it. Ask a colleague, or the provider, to invite you.",
  TooManyMails: "Too many links were requested from your network. Wait 15 minutes and try again.",
  OAuthCallback: "Single sign-on was not finished. Try again, or request a link by email.",
};

/** Sign-in: by an emailed link, single sign-on where it is set up, and in a demo as one of its people. */
export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ [key in "error" | "email" | "sent" | "next" | "ended"]?: string | string[] }>;
}) {
  const { user } = await pageContext();
  const { error: fault, email: typed, sent, next: given, ended } = await searchParams;
  const email = typeof typed === "string" ? typed : "";
  // What is wrong with the address stands at its field.
  const emailError = fault === "Email" ? requestSignInInput.safeParse({ email }).error?.issues[0]?.message : undefined;
  const error = emailError ? undefined : fault;
  const next = pageAfterSignIn(given);
  if (user) redirect((next ?? homeOf(user)) as Route);
  const { displayName: provider } = await providerProfile();
  const people = await inProvider(jobRequest("sign-in"), demoUsers);
  const oidc = env().OIDC_ISSUER ? env().OIDC_NAME : null;
  return (
    <>
      <h1 className="text-lg font-semibold tracking-tight">Sign in</h1>
      <p className="mt-1 mb-6 text-ink-2">to {provider}</p>
      {typeof error === "string" ? (
        <Notice kind="over" className="mb-5" live>
          {(Object.hasOwn(faults, error) && faults[error]) ||
            "You are not signed in. Try again, or request a link by email."}
        </Notice>
      ) : null}
      {ended === "1" && typeof fault !== "string" ? (
        <Notice className="mb-5" live title="Your session has ended.">
          {next ? "Sign in to return to the page where you were." : "Sign in again."}
        </Notice>
      ) : null}
      <MailLinkForm email={email} error={emailError} sent={sent === "1" && email !== ""} next={next} />
      {oidc ? <ProviderButton name={oidc} next={next} /> : null}
      {people.length > 0 ? <DemoUsers people={people} next={next} /> : null}
      <p className="mt-6 text-sm text-ink-2">No account? Ask a colleague, or {provider}, to invite your address.</p>
    </>
  );
}
