"use client";
import { useTransition } from "react";
import type { ActAnswer } from "@/components/list/action-answer";
import { Button } from "@/components/ui/button";
import { notify, notifyError } from "@/components/ui/toast";

/** Lets a stopped overflow go on from where it stopped. Disabled with the reason where it cannot. */
export function RetryButton({ act, reason }: { act: () => Promise<ActAnswer>; reason?: string }) {
  const [pending, startTransition] = useTransition();
  const run = () =>
    startTransition(async () => {
      const answer = await act();
      if (answer.done) notify("It is tried again now.");
      else notifyError(answer.sentence, { requestId: answer.requestId });
    });
  return (
    <Button size="small" icon="refresh" pending={pending} disabled={reason !== undefined} reason={reason} onClick={run}>
      Try again
    </Button>
  );
}
