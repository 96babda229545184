"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useAct } from "@/components/providers/use-act";
import { Button } from "@/components/ui/button";

/** Makes an undelivered notice due now. */
export function RetryNotice({ id, refusal }: { id: string; refusal?: string }) {
  const { act, pending } = useAct(useTRPC().notices.retry.mutationOptions(), { done: "It is tried again now." });
  return (
    <Button
      size="small"
      pending={pending}
      disabled={refusal !== undefined}
      reason={refusal}
      onClick={() => act({ id })}
    >
      Try now
    </Button>
  );
}
