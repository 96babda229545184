"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";

/** Resumes a stuck overflow at the step it stopped at. Disabled with the reason where that is not possible. */
export function RetryButton({
  overflow,
  reason,
}: {
  overflow: { customerId: string; overflowId: string };
  reason?: string;
}) {
  const { write, pending } = useWrite(useTRPC().operations.retryOverflow.mutationOptions(), {
    done: "It is tried again now.",
  });
  return (
    <Button
      size="small"
      icon="refresh"
      pending={pending}
      disabled={reason !== undefined}
      reason={reason}
      onClick={() => write(overflow)}
    >
      Try again
    </Button>
  );
}
