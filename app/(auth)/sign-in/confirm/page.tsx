import { ConfirmSignIn } from "@/components/identity/confirm-sign-in";
import { LinkButton } from "@/components/ui/link-button";

/** Where the mailed link leads. Opening it spends nothing: mail scanners open links too. */
export default async function ConfirmPage({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const { token } = await searchParams;
  return (
    <>
      <h1 className="text-lg font-semibold tracking-tight">Sign in</h1>
      {typeof token === "string" && token !== "" ? (
        <ConfirmSignIn token={token} />
      ) : (
        <>
          <p className="mt-1 mb-6 text-ink-2">
            This link has lost its end. Copy the whole of it, or have a new one mailed.
          </p>
          <LinkButton href="/sign-in">Mail me a link</LinkButton>
        </>
      )}
    </>
  );
}
