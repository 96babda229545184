"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { ButtonKind } from "@/components/ui/button-class";
import { ActDialog } from "./action-dialog";
import type { ConsoleAct } from "./list-action";

/** One act as a button with its dialog; disabled with its reason where it cannot be done. */
export function ActButton({ act, kind, size }: { act: ConsoleAct; kind?: ButtonKind; size?: "small" | "normal" }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        kind={kind ?? (act.destructive ? "danger" : "normal")}
        size={size}
        icon={act.icon}
        disabled={act.disabledReason !== undefined}
        reason={act.disabledReason}
        onClick={() => setOpen(true)}
      >
        {act.label}
      </Button>
      {open ? <ActDialog act={act} open onOpenChange={setOpen} /> : null}
    </>
  );
}
