"use client";
import { useState } from "react";
import { ReasonInput } from "@/components/list/reason-input";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ImportWay, UploadState } from "@/server/usage/states";

/** What may be done with an upload in its state. */
export function UploadActions({
  upload: { id, state, way, name },
  sentence,
  refusal,
}: {
  upload: { id: string; state: UploadState; way: ImportWay; name: string };
  /** What the dry run came to. */
  sentence: string;
  refusal: string | undefined;
}) {
  const trpc = useTRPC();
  const [reason, setReason] = useState("");
  const { confirm } = useWrite(trpc.uploads.confirm.mutationOptions());
  const { write: retry, pending } = useWrite(trpc.uploads.retry.mutationOptions());
  const { confirm: discard } = useWrite(trpc.uploads.discard.mutationOptions(), { done: "Upload discarded." });
  const restates = way === "restate";
  if (refusal) return null;
  return (
    <span className="flex flex-wrap gap-2">
      {state === "checked" ? (
        <ConfirmDialog
          trigger={restates ? "Restate…" : "Import…"}
          triggerKind="primary"
          triggerSize="small"
          title={restates ? "Restate from this upload" : "Import this upload"}
          confirm={restates ? "Restate" : "Import"}
          onConfirm={() => confirm({ uploadId: id, ...(restates && { reason }) })}
        >
          <b className="font-medium text-ink">{name}</b>: {sentence}
          {restates ? <ReasonInput value={reason} onChange={setReason} by="company" /> : null}
        </ConfirmDialog>
      ) : null}
      {state === "failed" ? (
        <Button size="small" pending={pending} onClick={() => retry({ uploadId: id })}>
          Try again
        </Button>
      ) : null}
      {state === "importing" ? null : (
        <ConfirmDialog
          trigger="Discard…"
          triggerSize="small"
          title="Discard this upload"
          confirm="Discard"
          destructive
          onConfirm={() => discard({ uploadId: id })}
        >
          <b className="font-medium text-ink">{name}</b> is deleted here. What an import counted of it stays.
        </ConfirmDialog>
      )}
    </span>
  );
}
