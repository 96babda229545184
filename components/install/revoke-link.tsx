"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useAct } from "@/components/providers/use-act";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

/** Revokes an installation link, after saying what happens to whom. Nothing is shown to who may not. */
export function RevokeLink({
  linkId,
  uses,
  usesMax,
  refusal,
}: {
  linkId: string;
  uses: number;
  usesMax: number;
  refusal?: string;
}) {
  const { act } = useAct(useTRPC().links.revoke.mutationOptions(), { done: "Link revoked." });
  if (refusal) return null;
  return (
    <ConfirmDialog
      trigger="Revoke"
      triggerSize="small"
      destructive
      title="Revoke the installation link"
      confirm="Revoke it"
      keep="Keep it"
      onConfirm={() => act({ linkId })}
    >
      The line and the page answer that the link was revoked, from now on. {uses} of {usesMax}{" "}
      {usesMax === 1 ? "use is" : "uses are"} spent; machines that have enrolled stay as they are.
    </ConfirmDialog>
  );
}
