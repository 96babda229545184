"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { NumberInput } from "@/components/ui/number-input";
import { TextInput } from "@/components/ui/text-input";
import { requestCreditLimitInput } from "@/server/configuration/input";

/** Requests a credit limit: how far unpaid overflow may go before a machine waits. */
export function CreditLimitForm({
  currency,
  customerId,
  refusal,
  again,
}: {
  /** A request waits already: this one takes its place. */
  again: boolean;
  currency: string;
  customerId?: string;
  refusal?: string;
}) {
  const { submit, errors, pending } = useWrite(useTRPC().configuration.requestCreditLimit.mutationOptions(), {
    schema: requestCreditLimitInput,
    fixed: customerId ? { customerId } : {},
    done: "Credit limit requested.",
  });
  const disabled = refusal !== undefined;
  return (
    <form onSubmit={submit} noValidate className="grid gap-3 sm:grid-cols-[160px_minmax(0,1fr)]">
      <NumberInput label="Credit limit" name="amount" unit={currency} error={errors.amount} disabled={disabled} />
      <TextInput label="Reason" optional name="reason" error={errors.reason} disabled={disabled} />
      <div className="sm:col-span-2">
        <Button type="submit" pending={pending} disabled={disabled} reason={refusal}>
          {again ? "Change the request" : "Request credit limit"}
        </Button>
      </div>
    </form>
  );
}
