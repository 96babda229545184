"use client";
import { useState } from "react";
import { CustomerCombobox } from "@/components/list/customer-combobox";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextInput } from "@/components/ui/text-input";

type Props = { customer?: { id: string; name: string }; today: string };

/** A button, and the dialog in which finance enters money that went back to a customer. */
export function RefundButton({ refusal, ...props }: Props & { refusal: string | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button disabled={refusal !== undefined} reason={refusal} onClick={() => setOpen(true)}>
        Refund…
      </Button>
      {open ? <RefundDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function RefundDialog({ customer, today, onClose }: Props & { onClose: () => void }) {
  const [customerId, setCustomer] = useState(customer?.id ?? "");
  const { submit, errors, pending } = useWrite(useTRPC().payments.refund.mutationOptions(), {
    fixed: { customerId },
    done: "Refund entered.",
    onDone: onClose,
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={customer ? `Enter a refund to ${customer.name}` : "Enter a refund"}
    >
      <form onSubmit={submit} noValidate aria-label="Refund" className="grid gap-3 text-ink">
        {customer ? null : <CustomerCombobox onChoose={({ id }) => setCustomer(id)} />}
        <TextInput
          label="Amount"
          name="amount"
          inputMode="decimal"
          error={errors.amount}
          hint="In the customer's currency: at most what is left of what they paid when all that is open is settled."
        />
        <TextInput label="Paid on" name="paidOn" type="date" defaultValue={today} error={errors.paidOn} />
        <TextInput label="Reference" name="reference" error={errors.reference} hint="As the bank states it." />
        <TextInput label="Reason" name="reason" maxLength={300} error={errors.reason} hint="For staff alone." />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            kind="primary"
            pending={pending}
            disabled={customerId === ""}
            reason={customerId === "" ? "Choose the customer." : undefined}
          >
            Enter refund
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
