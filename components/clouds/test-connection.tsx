"use client";
import { useTransition } from "react";
import type { ActAnswer } from "@/components/list/action-answer";
import { Button } from "@/components/ui/button";
import { notify, notifyError } from "@/components/ui/toast";

/**
 * Asks a cloud now whether it answers, and says what it said. Disabled with the reason where there is nothing to ask.
 */
export function TestConnection({
  cloud,
  reason,
  act,
}: {
  cloud: { id: string; name: string };
  reason?: string;
  act: (cloudId: string) => Promise<ActAnswer>;
}) {
  const [pending, startTransition] = useTransition();
  const run = () =>
    startTransition(async () => {
      const answer = await act(cloud.id);
      if (answer.done) notify(answer.sentence ?? `${cloud.name} answers.`);
      else notifyError(`${cloud.name}: ${answer.sentence}`, { requestId: answer.requestId });
    });
  return (
    <Button size="small" pending={pending} disabled={reason !== undefined} reason={reason} onClick={run}>
      Test<span className="sr-only"> the connection to {cloud.name}</span>
    </Button>
  );
}
