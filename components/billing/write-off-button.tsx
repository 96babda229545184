"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextInput } from "@/components/ui/text-input";

/** The statement, with what is left to pay of it, a plain decimal. */
type Props = { statement: { id: string; customerId: string; number: string; left: string }; currency: string };

/** A button, and the dialog in which finance gives up what is open of a statement. */
export function WriteOffButton({ refusal, ...props }: Props & { refusal: string | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button disabled={refusal !== undefined} reason={refusal} onClick={() => setOpen(true)}>
        Write off…
      </Button>
      {open ? <WriteOffDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function WriteOffDialog({ statement, currency, onClose }: Props & { onClose: () => void }) {
  const { id: statementId, customerId, number, left } = statement;
  const { submit, errors, pending } = useWrite(useTRPC().payments.writeOff.mutationOptions(), {
    fixed: { customerId, statementId },
    done: "Written off.",
    onDone: onClose,
  });
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title={`Write off what is open of statement ${number}`}>
      <form onSubmit={submit} noValidate aria-label="Write-off" className="grid gap-3 text-ink">
        <p className="text-ink-2">
          The statement counts as settled by it, and nobody is reminded of it any more. It is listed under Payments,
          where it can be reversed.
        </p>
        <TextInput
          label="Amount"
          name="amount"
          inputMode="decimal"
          defaultValue={left}
          error={errors.amount}
          hint={`In ${currency}. At most what is open, ${left}.`}
        />
        <TextInput label="Reason" name="reason" maxLength={300} error={errors.reason} hint="For staff alone." />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="danger" pending={pending}>
            Write off
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
