import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignOutButton } from "@/components/identity/sign-out-button";
import { homeOf } from "@/server/identity/rules";
import { pageContext } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "No company" };

/** For a person who is signed in and belongs to no company (any more). */
export default async function NoCompanyPage() {
  const { user } = await pageContext();
  if (!user) redirect("/sign-in");
  if (homeOf(user) !== "/no-company") redirect(homeOf(user));
  return (
    <>
      <h1 className="text-lg font-semibold tracking-tight">You belong to no company</h1>
      <p className="mt-1 mb-6 text-ink-2 [overflow-wrap:anywhere]">
        You are signed in as {user.email}. Ask a colleague, or the provider, to invite this address.
      </p>
      <SignOutButton />
    </>
  );
}
