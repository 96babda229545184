"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";

/** Retries the delivery of a notice at once. */
export function RetryNotice({ id, refusal }: { id: string; refusal?: string }) {
  const { write, pending } = useWrite(useTRPC().notices.retry.mutationOptions(), {
    done: "Delivery is being retried.",
  });
  return (
    <Button
      size="small"
      pending={pending}
      disabled={refusal !== undefined}
      reason={refusal}
      onClick={() => write({ id })}
    >
      Retry now
    </Button>
  );
}
