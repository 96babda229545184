"use client";
import { ActionButton } from "@/components/list/action-button";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { NumberInput } from "@/components/ui/number-input";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";

/** Takes something off a subscription's recurring charges. */
export function AddDiscountForm({
  customerId,
  subscriptionId,
  currency,
  refusal,
}: {
  customerId: string;
  subscriptionId: string;
  currency: string;
  refusal: string | undefined;
}) {
  const { submit, errors, pending } = useWrite(useTRPC().subscriptions.addDiscount.mutationOptions(), {
    fixed: { customerId, subscriptionId },
    done: "Discount added.",
  });
  return (
    <form onSubmit={submit} noValidate aria-label="New discount" className="grid content-start gap-3 sm:grid-cols-2">
      <h3 className="text-sm font-semibold sm:col-span-2">Add a discount</h3>
      <TextInput label="Name" name="name" maxLength={80} error={errors.name} hint="As the statement shows it." />
      <Select
        label="Kind"
        name="kind"
        defaultValue="percent"
        options={[
          { value: "percent", label: "Per cent" },
          { value: "amount", label: `${currency} a month` },
        ]}
        error={errors.kind}
      />
      <NumberInput label="Off recurring charges" name="value" error={errors.value} />
      <TextInput label="Reason" name="reason" maxLength={200} error={errors.reason} hint="For staff." />
      <TextInput label="From (UTC)" optional="now" name="from" type="datetime-local" error={errors.from} />
      <TextInput label="Until (UTC)" optional="no end" name="until" type="datetime-local" error={errors.until} />
      <div className="sm:col-span-2">
        <Button type="submit" pending={pending} disabled={refusal !== undefined} reason={refusal}>
          Add discount
        </Button>
      </div>
    </form>
  );
}

/** Ends a discount now. */
export function EndDiscountButton({
  customerId,
  id,
  name,
  refusal,
}: {
  customerId: string;
  id: string;
  name: string;
  refusal: string | undefined;
}) {
  return (
    <ActionButton
      size="small"
      action={{
        id: "end-discount",
        label: "End…",
        title: `End the discount ${name}?`,
        body: "It still applies to the running month; statements of months after it bill in full.",
        confirm: "End discount",
        done: "Discount ended.",
        call: { mutation: "subscriptions.endDiscount", input: { customerId, id } },
        disabledReason: refusal,
      }}
    />
  );
}
