"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { NumberInput } from "@/components/ui/number-input";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import { BasisFields, type CloudChoice, usualBasis } from "./basis-fields";
import { modeChoices } from "./mode-choices";
import { periodWords } from "./subscription-words";
import { TermsFields } from "./terms-fields";

type Choice = { value: string; label: string; detail?: string };

/** Subscribes a customer to a plan with one limit. No host cloud learns any of it. */
export function SubscriptionForm({
  customerId,
  plans,
  meters,
  clouds,
  currency,
}: {
  customerId: string;
  plans: Choice[];
  meters: Choice[];
  clouds: CloudChoice[];
  currency: string;
}) {
  const { submit, errors, pending } = useWrite(useTRPC().subscriptions.add.mutationOptions(), {
    fixed: { customerId },
    done: "Subscription added.",
  });
  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label="New subscription"
      className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4"
    >
      <Select label="Plan" name="plan" options={plans} error={errors.plan} />
      <Select
        label="Billing"
        name="mode"
        defaultValue="limit"
        options={modeChoices}
        error={errors.mode}
        hint="One for all limits of a plan: its subscription uses the one or the other, never both."
      />
      <Select label="Meter" name="meter" options={meters} error={errors.meter} />
      <NumberInput
        label="Limit"
        name="limit"
        error={errors.limit}
        hint="Use is over the limit when it is greater than this, not when it is equal."
      />
      <Select label="Period" name="period" defaultValue="month" options={periods} error={errors.period} />
      <NumberInput
        label="Anchor day"
        name="anchorDay"
        defaultValue="1"
        error={errors.anchorDay}
        hint="On which months begin, at midnight in the customer's zone, in a shorter month its last day; of weeks 1 (Monday) to 7. 1 for other periods."
      />
      <TermsFields terms={newTerms} currency={currency} errors={errors} />
      <BasisFields basis={usualBasis} clouds={clouds} errors={errors} />
      <TextInput
        label="From (UTC)"
        optional="now"
        name="from"
        type="datetime-local"
        error={errors.from}
        hint="Also in the past: use since then is judged."
      />
      <div className="sm:col-span-2 lg:col-span-4">
        <Button type="submit" kind="primary" pending={pending}>
          Add subscription
        </Button>
      </div>
    </form>
  );
}

/** What the fields hold until staff write otherwise. */
const newTerms = {
  thresholdPercent: "90",
  underCredit: "0",
  billingStep: "1",
  overflowPolicy: "ask",
  overflowMachinesMax: 2,
  answerMinutes: 240,
} as const;

const periods: Choice[] = Object.entries(periodWords).map(([value, label]) => ({ value, label }));
