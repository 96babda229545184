"use client";
import { useState } from "react";
import { useMutationCall } from "@/components/providers/mutation-call";
import { useWrite } from "@/components/providers/use-write";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ListAction } from "./list-action";
import { ReasonInput, reasonFault } from "./reason-input";

/** Confirms an action, with the reason where it asks for one. A refusal is shown inside, and the dialog stays open. */
export function ActionDialog({
  action: { call, ...action },
  open,
  onOpenChange,
}: {
  action: ListAction;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const [reason, setReason] = useState("");
  const { confirm } = useWrite(useMutationCall(), { done: action.done });
  const run = () => {
    if (!action.asksReason) return confirm(call);
    return reasonFault(reason) ?? confirm({ ...call, input: { ...call.input, reason: reason.trim() } });
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={action.title}
      confirm={action.confirm}
      destructive={action.destructive}
      typed={action.typed}
      onConfirm={run}
    >
      {action.body}
      {action.asksReason ? <ReasonInput value={reason} onChange={setReason} by={action.asksReason} /> : null}
    </ConfirmDialog>
  );
}
