"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

/** Whose keys: the provider's, those of a company for staff, or the company's own. */
export type KeysOf = "provider" | { customerId: string } | "own";

/** Revokes an API key, after a question. */
export function RevokeKey({ id, name, whose }: { id: string; name: string; whose: KeysOf }) {
  const trpc = useTRPC().keys;
  const done = "Key revoked.";
  const own = useWrite(trpc.revoke.mutationOptions(), { done });
  const provider = useWrite(trpc.revokeProvider.mutationOptions(), { done });
  const revoke = () => {
    if (whose === "provider") return provider.confirm({ id });
    return own.confirm({ id, ...(whose === "own" ? {} : whose) });
  };
  return (
    <ConfirmDialog
      trigger="Revoke"
      triggerSize="small"
      triggerKind="quiet"
      title={`Revoke the API key ${name}`}
      confirm="Revoke key"
      destructive
      onConfirm={revoke}
    >
      Programs that send it are refused from now on. This can't be undone.
    </ConfirmDialog>
  );
}
