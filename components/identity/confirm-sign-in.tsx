"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { redeemLink } from "./session-client";

/** The button that spends a mailed link. */
export function ConfirmSignIn({ token }: { token: string }) {
  const [state, setState] = useState<"ready" | "busy" | "refused">("ready");
  const enter = async () => {
    setState("busy");
    const counted = await redeemLink(token).catch(() => false);
    // A whole load: everything that is drawn for nobody is dropped. The token leaves the history with it.
    if (counted) window.location.replace("/");
    else setState("refused");
  };
  if (state === "refused")
    return (
      <>
        <Notice kind="over" live className="mt-4 mb-5">
          This link was used already, or it is older than 15 minutes.
        </Notice>
        <LinkButton href="/sign-in" kind="primary">
          Mail me a new link
        </LinkButton>
      </>
    );
  return (
    <>
      <p className="mt-1 mb-6 text-ink-2">The link works once. Press the button on the device you want to use.</p>
      <Button kind="primary" className="h-9 w-full" pending={state === "busy"} onClick={() => void enter()}>
        Sign in
      </Button>
    </>
  );
}
