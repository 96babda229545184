import { ConfirmSignIn } from "@/components/identity/confirm-sign-in";
import { LinkButton } from "@/components/ui/link-button";
import { pageAfterSignIn } from "@/server/identity/sign-in-address";

/** The page of an emailed link. Opening it does not spend the link: mail scanners open links too. */
export default async function ConfirmPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[]; next?: string | string[] }>;
}) {
  const { token, next } = await searchParams;
  return (
    <>
      <h1 className="text-lg font-semibold tracking-tight">Sign in</h1>
      {typeof token === "string" && token !== "" ? (
        <ConfirmSignIn token={token} next={pageAfterSignIn(next)} />
      ) : (
        <>
          <p className="mt-1 mb-6 text-ink-2">This link is incomplete. Copy the whole link, or request a new one.</p>
          <LinkButton href="/sign-in">Email me a link</LinkButton>
        </>
      )}
    </>
  );
}
