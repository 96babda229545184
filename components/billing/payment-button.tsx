"use client";
import { useState } from "react";
import { CustomerCombobox } from "@/components/list/customer-combobox";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextInput } from "@/components/ui/text-input";

type Props = {
  /** Whose; left out: chosen in the dialog. */
  customer?: { id: string; name: string };
  /** The statement that it settles first, with what is left to pay of it, a plain decimal. */
  statement?: { id: string; number: string; left: string };
  /** The customer's, where it is known. */
  currency?: string;
  /** `YYYY-MM-DD` */
  today: string;
};

/** A button, and the dialog in which finance enters a payment. */
export function PaymentButton({ refusal, ...props }: Props & { refusal: string | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" disabled={refusal !== undefined} reason={refusal} onClick={() => setOpen(true)}>
        Enter payment…
      </Button>
      {open ? <PaymentDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function PaymentDialog({ customer, statement, currency, today, onClose }: Props & { onClose: () => void }) {
  const [customerId, setCustomer] = useState(customer?.id ?? "");
  const { submit, errors, pending } = useWrite(useTRPC().payments.enter.mutationOptions(), {
    fixed: { customerId, ...(statement && { statementId: statement.id }) },
    done: "Payment entered.",
    onDone: onClose,
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={customer ? `Enter a payment of ${customer.name}` : "Enter a payment"}
    >
      <form onSubmit={submit} noValidate aria-label="Payment" className="grid gap-3">
        {customer ? null : <CustomerCombobox onChoose={({ id }) => setCustomer(id)} />}
        <TextInput
          label="Amount"
          name="amount"
          inputMode="decimal"
          {...(statement && { defaultValue: statement.left })}
          error={errors.amount}
          hint={
            statement
              ? `In ${currency}. It settles statement ${statement.number} first; what is more settles what is due next.`
              : "In the customer's currency, e.g. 1200.50. It settles what is due first."
          }
        />
        <TextInput label="Received on" name="receivedOn" type="date" defaultValue={today} error={errors.receivedOn} />
        <TextInput
          label="Reference"
          name="reference"
          error={errors.reference}
          hint="As the bank states it. The same day, amount and reference is entered once."
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            kind="primary"
            pending={pending}
            disabled={customerId === ""}
            reason={customerId === "" ? "Choose the customer." : undefined}
          >
            Enter payment
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
