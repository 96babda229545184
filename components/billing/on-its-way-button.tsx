"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextInput } from "@/components/ui/text-input";

type Props = { statement: { id: string; customerId: string; number: string }; until: string | null };

/** A button, and the dialog in which finance marks a statement as being paid. */
export function OnItsWayButton({ refusal, ...props }: Props & { refusal: string | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button disabled={refusal !== undefined} reason={refusal} onClick={() => setOpen(true)}>
        On its way…
      </Button>
      {open ? <OnItsWayDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function OnItsWayDialog({ statement, until, onClose }: Props & { onClose: () => void }) {
  const { id: statementId, customerId, number } = statement;
  const { submit, errors, pending } = useWrite(useTRPC().statements.markOnItsWay.mutationOptions(), {
    fixed: { customerId, statementId },
    done: "Saved.",
    onDone: onClose,
  });
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={`The payment of statement ${number} is on its way`}>
      <form onSubmit={submit} noValidate aria-label="On its way" className="grid gap-3 text-ink">
        <TextInput
          label="Until"
          name="until"
          type="date"
          defaultValue={until ?? ""}
          error={errors.until}
          hint="Until the end of this day nobody is reminded, warned or suspended for it. Empty takes the mark away."
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" pending={pending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
