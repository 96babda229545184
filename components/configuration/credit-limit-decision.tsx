"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { NumberInput } from "@/components/ui/number-input";
import { TextInput } from "@/components/ui/text-input";

/** Staff decide a request: approve the amount, or another, or decline with a reason. */
export function CreditLimitDecision({
  customerId,
  requestId,
  amount,
  currency,
  refusal,
}: {
  customerId: string;
  requestId: string;
  /** Asked for, as a plain decimal. */
  amount: string;
  currency: string;
  refusal?: string;
}) {
  const { submit, errors, pending } = useWrite(useTRPC().customers.decideCreditLimit.mutationOptions(), {
    fixed: { customerId, requestId },
    done: "Decided. The customer is notified.",
  });
  const disabled = refusal !== undefined;
  return (
    <form onSubmit={submit} noValidate className="grid gap-3 sm:grid-cols-[160px_minmax(0,1fr)]">
      <NumberInput
        label="Limit to approve"
        name="amount"
        unit={currency}
        defaultValue={amount}
        error={errors.amount}
        disabled={disabled}
      />
      <TextInput
        label="Reason"
        optional
        name="reason"
        error={errors.reason}
        disabled={disabled}
        hint="Shown to the customer. Required to decline."
      />
      <div className="flex flex-wrap gap-2 sm:col-span-2">
        <Button
          kind="primary"
          type="submit"
          name="decision"
          value="approved"
          pending={pending}
          disabled={disabled}
          reason={refusal}
        >
          Approve limit
        </Button>
        <Button
          kind="danger"
          type="submit"
          name="decision"
          value="declined"
          disabled={disabled || pending}
          reason={refusal}
        >
          Decline
        </Button>
      </div>
    </form>
  );
}
