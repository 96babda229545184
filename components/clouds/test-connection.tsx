"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";

/** Asks a cloud whether it answers, and shows its answer. Disabled with the reason where there is nothing to ask. */
export function TestConnection({ cloud, reason }: { cloud: { id: string; name: string }; reason?: string }) {
  const { write, pending } = useWrite(useTRPC().clouds.test.mutationOptions(), {
    done: ({ name, region }) => `${name} answers from ${region}.`,
  });
  return (
    <Button
      size="small"
      pending={pending}
      disabled={reason !== undefined}
      reason={reason}
      onClick={() => write({ cloudId: cloud.id })}
    >
      Test<span className="sr-only"> the connection to {cloud.name}</span>
    </Button>
  );
}
