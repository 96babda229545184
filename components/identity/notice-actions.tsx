"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Menu } from "@/components/ui/menu";
import { TextInput } from "@/components/ui/text-input";

/** What is done with an undelivered notice: sent now, sent to a corrected address, or dismissed. */
export function NoticeActions({
  notice: { id, kind, recipient, subject, refused },
  refusal,
}: {
  notice: { id: string; kind: "mail" | "cloud"; recipient: string; subject: string; refused: boolean };
  refusal?: string;
}) {
  const [open, setOpen] = useState<"correct" | "dismiss">();
  const [address, setAddress] = useState(recipient);
  const trpc = useTRPC();
  const retry = useWrite(trpc.notices.retry.mutationOptions(), { done: "Delivery is being tried." });
  const dismiss = useWrite(trpc.notices.dismiss.mutationOptions(), { done: "Mail dismissed." });
  const close = (shown: boolean) => (shown ? undefined : setOpen(undefined));
  const disabled = refusal !== undefined;
  return (
    <div className="flex items-center justify-end gap-1">
      <Button
        size="small"
        pending={retry.pending}
        disabled={disabled}
        reason={refusal}
        onClick={() => retry.write({ id })}
      >
        {refused ? "Send again" : "Retry now"}
      </Button>
      {kind === "cloud" || disabled ? null : (
        <Menu
          label={`More actions for ${subject} to ${recipient}`}
          items={[
            {
              id: "correct",
              label: "Send to another address…",
              icon: "mail" as const,
              onAction: () => setOpen("correct"),
            },
            {
              id: "dismiss",
              label: "Dismiss…",
              icon: "ban" as const,
              danger: true,
              divided: true,
              onAction: () => setOpen("dismiss"),
            },
          ]}
        />
      )}
      <ConfirmDialog
        open={open === "correct"}
        onOpenChange={close}
        title="Send to another address"
        confirm="Send again"
        onConfirm={() => retry.confirm({ id, recipient: address })}
      >
        <p className="mb-3">{subject}. Only this mail goes there: correct the address of the person as well.</p>
        <TextInput label="Email" type="email" value={address} onChange={(event) => setAddress(event.target.value)} />
      </ConfirmDialog>
      <ConfirmDialog
        open={open === "dismiss"}
        onOpenChange={close}
        title={`Dismiss the mail to ${recipient}`}
        confirm="Dismiss"
        destructive
        onConfirm={() => dismiss.confirm({ id })}
      >
        {subject}. It is not sent, and no longer counts as undelivered. The audit log states who dismissed it.
      </ConfirmDialog>
    </div>
  );
}
