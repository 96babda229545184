"use client";
import { useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notify } from "@/components/ui/toast";
import type { ConsoleAct } from "./list-action";
import { ReasonInput } from "./reason-input";

/** Confirms an act, with the reason where it asks for one. What it answers is shown inside and the dialog stays. */
export function ActDialog({
  act,
  open,
  onOpenChange,
}: {
  act: ConsoleAct;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const [reason, setReason] = useState("");
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={act.title}
      confirm={act.confirm}
      keep={act.keep}
      destructive={act.destructive}
      typed={act.typed}
      onConfirm={async () => {
        if (act.asksReason && reason.trim().length < 3) return "Give a reason of a few words.";
        const answer = await act.act(reason.trim());
        if (!answer.done) return `${answer.sentence} (${answer.requestId})`;
        setReason("");
        notify(answer.sentence ?? act.done);
      }}
    >
      {act.body}
      {act.asksReason ? <ReasonInput value={reason} onChange={setReason} /> : null}
    </ConfirmDialog>
  );
}
