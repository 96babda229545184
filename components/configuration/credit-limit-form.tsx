"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { NumberInput } from "@/components/ui/number-input";
import { TextInput } from "@/components/ui/text-input";

/** Requests a credit limit, how far unpaid overflow may go before a machine waits; finance sets it in one step. */
export function CreditLimitForm({
  currency,
  customerId,
  refusal,
  again,
  sets = false,
}: {
  /** A request waits already: this one takes its place. */
  again: boolean;
  currency: string;
  customerId?: string;
  refusal?: string;
  /** The person may decide about it too. */
  sets?: boolean;
}) {
  const trpc = useTRPC();
  const ask = useWrite(trpc.configuration.requestCreditLimit.mutationOptions(), {
    fixed: customerId ? { customerId } : {},
    done: "Credit limit requested.",
  });
  const set = useWrite(trpc.customers.setCreditLimit.mutationOptions(), {
    fixed: customerId ? { customerId } : {},
    done: "Credit limit set. The customer is notified.",
  });
  const { submit, errors, pending } = sets ? set : ask;
  const disabled = refusal !== undefined;
  return (
    <form onSubmit={submit} noValidate className="grid gap-3 sm:grid-cols-[160px_minmax(0,1fr)]">
      <NumberInput label="Credit limit" name="amount" unit={currency} error={errors.amount} disabled={disabled} />
      <TextInput label="Reason" optional name="reason" error={errors.reason} disabled={disabled} />
      <div className="sm:col-span-2">
        <Button type="submit" pending={pending} disabled={disabled} reason={refusal}>
          {sets ? "Set credit limit" : again ? "Change the request" : "Request credit limit"}
        </Button>
      </div>
    </form>
  );
}
