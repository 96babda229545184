"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { ButtonKind, ButtonSize } from "@/components/ui/button-class";
import { ActionDialog } from "./action-dialog";
import type { ListAction } from "./list-action";

/** One action as a button with its dialog; disabled with its reason where it is not available. */
export function ActionButton({ action, kind, size }: { action: ListAction; kind?: ButtonKind; size?: ButtonSize }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        kind={kind ?? (action.destructive ? "danger" : "normal")}
        size={size}
        icon={action.icon}
        disabled={action.disabledReason !== undefined}
        reason={action.disabledReason}
        onClick={() => setOpen(true)}
      >
        {action.label}
      </Button>
      {open ? <ActionDialog action={action} open onOpenChange={setOpen} /> : null}
    </>
  );
}
