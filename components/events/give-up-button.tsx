"use client";
import { useState } from "react";
import type { ActAnswer } from "@/components/list/action-answer";
import { ActDialog } from "@/components/list/action-dialog";
import { Button } from "@/components/ui/button";

/** Staff give up an overflow that is stuck, with the reason: its machine stops costing. */
export function GiveUpButton({ act }: { act: (reason: string) => Promise<ActAnswer> }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="danger" size="small" onClick={() => setOpen(true)}>
        Give up
      </Button>
      <ActDialog
        open={open}
        onOpenChange={setOpen}
        act={{
          id: "give-up",
          label: "Give up",
          title: "Give up the overflow machine",
          body: "What was taken from the first machine goes back to it. The overflow machine is deleted, its license and its capacity come back. The use above the limit is billed, and no other machine is started for this event.",
          confirm: "Give up",
          keep: "Keep it",
          destructive: true,
          asksReason: true,
          done: "Given up. Its machine is taken down now.",
          act,
        }}
      />
    </>
  );
}
