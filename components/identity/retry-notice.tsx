"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";

/** Makes an undelivered notice due now. */
export function RetryNotice({ id, refusal }: { id: string; refusal?: string }) {
  const { write, pending } = useWrite(useTRPC().notices.retry.mutationOptions(), { done: "It is tried again now." });
  return (
    <Button
      size="small"
      pending={pending}
      disabled={refusal !== undefined}
      reason={refusal}
      onClick={() => write({ id })}
    >
      Try now
    </Button>
  );
}
