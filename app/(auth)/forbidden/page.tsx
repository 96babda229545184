import type { Metadata } from "next";
import { SignOutButton } from "@/components/identity/sign-out-button";
import { LinkButton } from "@/components/ui/link-button";
import { pageContext } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Not allowed" };

/** A refusal, and where to go from here. */
export default async function ForbiddenPage() {
  const { user } = await pageContext();
  return (
    <>
      <h1 className="text-lg font-semibold tracking-tight">You may not see this</h1>
      <p className="mt-1 mb-6 text-ink-2 [overflow-wrap:anywhere]">
        {user
          ? `You are signed in as ${user.email}, whose role does not allow it. Ask an owner, or sign in with another account.`
          : "Sign in to see it."}
      </p>
      <div className="flex flex-wrap gap-2">
        <LinkButton href={user ? "/" : "/sign-in"} kind="primary">
          {user ? "Go to the start page" : "Sign in"}
        </LinkButton>
        {user ? <SignOutButton /> : null}
      </div>
    </>
  );
}
