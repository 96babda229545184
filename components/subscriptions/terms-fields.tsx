import { NumberInput } from "@/components/ui/number-input";
import { Select } from "@/components/ui/select";
import type { OverflowPolicy } from "@/server/billing/states";
import { policyChoices } from "./policy-choices";

/** What of a limit can change, as plain decimals. */
export type Terms = {
  limit: string;
  thresholdPercent: string;
  overRate: string;
  /** Of offset billing. */
  underCredit: string;
  billingStep: string;
  overflowPolicy: OverflowPolicy;
  overflowMachinesMax: number;
  answerMinutes: number;
  /** Empty: no cap. */
  costCap: string;
};

/** The fields of a limit's terms besides its quantity. `hint` stands under the two that price a window. */
export function TermsFields({
  terms,
  currency,
  errors,
  hint,
}: {
  terms: Partial<Terms>;
  currency: string;
  errors: Record<string, string>;
  hint?: string;
}) {
  return (
    <>
      <NumberInput
        label="Threshold"
        name="thresholdPercent"
        unit="%"
        defaultValue={terms.thresholdPercent}
        error={errors.thresholdPercent}
      />
      <NumberInput
        label="Over-rate"
        name="overRate"
        unit={currency}
        defaultValue={terms.overRate}
        error={errors.overRate}
        hint={hint ?? "For each billing unit above the limit."}
      />
      <NumberInput
        label="Under-credit rate"
        optional="offset billing"
        name="underCredit"
        unit={currency}
        defaultValue={terms.underCredit}
        error={errors.underCredit}
        hint={hint ?? "What each billing unit below the reference shares gives back."}
      />
      <NumberInput
        label="Billing step"
        name="billingStep"
        defaultValue={terms.billingStep}
        error={errors.billingStep}
        hint={hint}
      />
      <Select
        label="Above the limit"
        name="overflowPolicy"
        defaultValue={terms.overflowPolicy}
        options={policyChoices}
        error={errors.overflowPolicy}
      />
      <NumberInput
        label="Overflow machines at most"
        name="overflowMachinesMax"
        defaultValue={terms.overflowMachinesMax}
        error={errors.overflowMachinesMax}
      />
      <NumberInput
        label="Time to answer"
        name="answerMinutes"
        unit="min"
        defaultValue={terms.answerMinutes}
        error={errors.answerMinutes}
        hint="Where the customer is asked. No answer is a no."
      />
      <NumberInput
        label="Cost cap of a machine"
        optional="no cap"
        name="costCap"
        unit={currency}
        defaultValue={terms.costCap}
        error={errors.costCap}
        hint="One that would cost more until its window ends is declined."
      />
    </>
  );
}
