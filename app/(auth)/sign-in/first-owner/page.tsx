import type { Metadata } from "next";
import { headers } from "next/headers";
import { FirstOwnerForm } from "@/components/identity/first-owner-form";
import { LinkButton } from "@/components/ui/link-button";
import { inProvider, jobRequest } from "@/server/context";
import { DomainError } from "@/server/errors";
import { addressOf } from "@/server/http/address";
import { guardGuesses } from "@/server/http/guesses";
import { firstOwnerLinkStanding } from "@/server/identity/first-owner";
import { firstOwnerInput } from "@/server/identity/input";

export const metadata: Metadata = { title: "First owner" };

/** Why a link leads to no form, and what to do. */
const refusals = {
  owned: {
    title: "There is an owner already",
    what: "The link of the first owner is no longer valid. Sign in, or ask an owner to add you to the staff.",
  },
  gone: {
    title: "This link is not valid",
    what: "It was used, is too old, or is incomplete. Copy the whole link from the terminal, or restart the portal: it prints a new one.",
  },
  rate_limited: {
    title: "Too many wrong links",
    what: "Too many were tried from your network. Wait 10 minutes and open the link again.",
  },
};

/** The page of the link that a new installation prints. Opening it does not spend the link. */
export default async function FirstOwnerPage({
  searchParams,
}: {
  searchParams: Promise<{ [key in "token" | "email" | "name" | "error"]?: string | string[] }>;
}) {
  const given = await searchParams;
  const [token = "", email = "", name = "", error = ""] = [given.token, given.email, given.name, given.error].map(
    (value) => (typeof value === "string" ? value : ""),
  );
  const standing = await standingOf(token);
  if (standing !== "open")
    return (
      <>
        <h1 className="text-lg font-semibold tracking-tight">{refusals[standing].title}</h1>
        <p className="mt-1 mb-6 text-ink-2">{refusals[standing].what}</p>
        <LinkButton href="/sign-in">Go to sign-in</LinkButton>
      </>
    );
  const issues = error === "fields" ? firstOwnerInput.safeParse({ token, email, name }).error?.issues : undefined;
  const errors = Object.fromEntries((issues ?? []).map((issue) => [issue.path.join("."), issue.message]));
  return (
    <>
      <h1 className="text-lg font-semibold tracking-tight">You are the first owner</h1>
      <p className="mt-1 mb-6 text-ink-2">Enter your name and email. You can then invite others.</p>
      <FirstOwnerForm token={token} values={{ email, name }} errors={errors} />
    </>
  );
}

/** Looked at under the same limit of guesses as the form that spends it. */
async function standingOf(token: string): Promise<"open" | keyof typeof refusals> {
  const address = addressOf({ headers: await headers() });
  try {
    return await guardGuesses(
      { kind: "first owner", address, credential: token },
      () => inProvider(jobRequest("first owner"), (ctx) => firstOwnerLinkStanding(ctx, token)),
      { answers: (standing) => standing === "gone" },
    );
  } catch (error) {
    if (error instanceof DomainError && error.code === "rate_limited") return "rate_limited";
    throw error;
  }
}
