"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { redeemLink } from "./session-client";

/** The button that redeems an emailed link. */
export function ConfirmSignIn({ token, next }: { token: string; next: string | null }) {
  const [state, setState] = useState<"ready" | "busy" | "refused" | "too many tries">("ready");
  const signIn = async () => {
    setState("busy");
    const redeemed = await redeemLink(token).catch(() => "refused" as const);
    // A full load drops everything that was rendered without a session, and the token from the history.
    if (redeemed === "accepted") window.location.replace(next ?? "/");
    else setState(redeemed);
  };
  if (state === "refused" || state === "too many tries")
    return (
      <>
        <Notice kind="over" live className="mt-4 mb-5">
          {state === "refused"
            ? "This link has been used already, or it is older than 15 minutes."
            : "Too many wrong links were tried from your network. Wait 10 minutes and try again."}
        </Notice>
        <LinkButton href={next ? `/sign-in?next=${encodeURIComponent(next)}` : "/sign-in"} kind="primary">
          Email me a new link
        </LinkButton>
      </>
    );
  return (
    <>
      <p className="mt-1 mb-6 text-ink-2">The link works once. Press the button on the device that you want to use.</p>
      <Button kind="primary" className="h-9 w-full" pending={state === "busy"} onClick={() => void signIn()}>
        Sign in
      </Button>
    </>
  );
}
