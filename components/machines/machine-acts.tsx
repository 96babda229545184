"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useAct } from "@/components/providers/use-act";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { TextInput } from "@/components/ui/text-input";

/**
 * What may be decided about a machine: approve or reject it, end its quarantine, release its seat. Refusals say why
 * not.
 */
export function MachineActs({
  machineId,
  name,
  state,
  holdsSeat,
  refusals,
}: {
  machineId: string;
  name: string;
  state: string;
  /** It has a license that runs or is kept for it. */
  holdsSeat: boolean;
  refusals: { approve?: string; release?: string };
}) {
  const machines = useTRPC().machines;
  const [reason, setReason] = useState("");
  const approve = useAct(machines.approve.mutationOptions(), { done: `${name} is approved.` });
  const reject = useAct(machines.reject.mutationOptions(), { done: `${name} is rejected.` });
  const release = useAct(machines.release.mutationOptions(), { done: `The seat of ${name} is free.` });
  const end = useAct(machines.endQuarantine.mutationOptions(), { done: `The quarantine of ${name} has ended.` });
  const because = (
    <TextInput
      className="mt-3 text-ink"
      label="Reason"
      value={reason}
      onChange={(event) => setReason(event.target.value)}
      hint="Kept in the audit log."
    />
  );
  const needsReason = () => (reason.trim() ? undefined : "Give a reason: it is kept in the audit log.");
  if (state === "pending_approval")
    return (
      <>
        <ConfirmDialog
          trigger="Reject"
          destructive
          title={`Reject ${name}`}
          confirm="Reject it"
          keep="Leave it waiting"
          onConfirm={() => needsReason() ?? reject.act({ machineId, reason: reason.trim() })}
        >
          It gets neither seat nor license, and its installer is told to undo what it laid down.
          {because}
        </ConfirmDialog>
        <Button
          kind="primary"
          pending={approve.pending}
          disabled={!!refusals.approve}
          reason={refusals.approve}
          onClick={() => approve.act({ machineId })}
        >
          Approve
        </Button>
      </>
    );
  if (state === "quarantined")
    return (
      <Button
        pending={end.pending}
        disabled={!!refusals.approve}
        reason={refusals.approve}
        onClick={() => end.act({ machineId })}
      >
        End quarantine
      </Button>
    );
  if (!holdsSeat || refusals.release) return null;
  return (
    <ConfirmDialog
      trigger="Release seat"
      destructive
      title={`Release the seat of ${name}`}
      confirm="Release seat"
      keep="Keep it"
      onConfirm={() => needsReason() ?? release.act({ machineId, reason: reason.trim() })}
    >
      The license ends, the machine is told to uninstall the application, and its seat is free for another machine.
      {because}
    </ConfirmDialog>
  );
}
