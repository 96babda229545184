"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { TextInput } from "@/components/ui/text-input";
import type { BillingFacts } from "@/server/provider/queries";
import type { Provider } from "./provider-type";

type Field = { name: keyof BillingFacts; label: string; hint?: string };

const fields: Field[] = [
  { name: "country", label: "Country", hint: "Two letters, e.g. DE. Its tax rates hold." },
  { name: "vatId", label: "VAT number", hint: "With its country's two letters, e.g. DE123456789." },
  { name: "registration", label: "Register number", hint: "In the register of companies." },
  { name: "billingEmail", label: "Email for questions" },
  { name: "billingPhone", label: "Phone for questions" },
  { name: "iban", label: "IBAN" },
  { name: "bic", label: "BIC" },
  { name: "paymentNote", label: "How to pay", hint: "A sentence below the account on each statement." },
];

const steps = [
  { name: "remindDays", label: "Remind of an unpaid statement" },
  { name: "warnDays", label: "Remind again, and warn" },
  { name: "suspendDays", label: "Suspend the customer" },
] as const;

/** What statements and electronic invoices state of the provider, and when they are due. */
export function ProviderBillingForm({ provider, refusal }: { provider: Provider; refusal: string | undefined }) {
  const { submit, errors, pending } = useWrite(useTRPC().provider.changeBilling.mutationOptions(), { done: "Saved." });
  const disabled = refusal !== undefined;
  return (
    <form onSubmit={submit} noValidate aria-label="On statements" className="grid items-start gap-3 sm:grid-cols-2">
      {fields.map(({ name, label, hint }) => (
        <TextInput
          key={name}
          label={label}
          optional
          name={name}
          defaultValue={provider[name] ?? ""}
          error={errors[name]}
          {...(hint !== undefined && { hint })}
          disabled={disabled}
        />
      ))}
      <TextInput
        label="Days until a statement is due"
        name="paymentDays"
        inputMode="numeric"
        defaultValue={String(provider.paymentDays)}
        error={errors.paymentDays}
        disabled={disabled}
      />
      {steps.map(({ name, label }) => (
        <TextInput
          key={name}
          label={label}
          optional
          name={name}
          inputMode="numeric"
          defaultValue={provider[name] === null ? "" : String(provider[name])}
          error={errors[name]}
          hint="Days after it was due. Empty: never."
          disabled={disabled}
        />
      ))}
      <div className="sm:col-span-2">
        <Button type="submit" pending={pending} disabled={disabled} reason={refusal}>
          Save
        </Button>
      </div>
    </form>
  );
}
