"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import type { CustomerTax } from "@/server/money/customer-tax";
import { type TaxTreatment, taxTreatments } from "@/server/money/states";
import { treatmentWords } from "./tax-words";

/** How a customer is taxed, as finance decides. */
export function CustomerTaxForm({ tax, refusal }: { tax: CustomerTax; refusal: string | undefined }) {
  const [treatment, setTreatment] = useState<TaxTreatment>(tax.treatment);
  const { submit, errors, pending } = useWrite(useTRPC().taxes.setOfCustomer.mutationOptions(), {
    fixed: { customerId: tax.customerId },
    done: "Tax saved.",
  });
  const disabled = refusal !== undefined;
  return (
    <form onSubmit={submit} noValidate aria-label="Tax" className="grid items-start gap-3 sm:grid-cols-2">
      <Select
        label="Treatment"
        name="treatment"
        value={treatment}
        onChange={(value) => setTreatment(value as TaxTreatment)}
        options={taxTreatments.map((value) => ({ value, ...treatmentWords[value] }))}
        error={errors.treatment}
        disabled={disabled}
      />
      <TextInput
        label="VAT number"
        optional={treatment !== "reverse_charge"}
        name="vatNumber"
        defaultValue={tax.vatNumber ?? ""}
        error={errors.vatNumber}
        hint="With its country's two letters, e.g. DE123456789."
        disabled={disabled}
      />
      {treatment === "standard" ? (
        <TextInput
          label="Country of the rates"
          optional
          name="country"
          defaultValue={tax.country ?? ""}
          error={errors.country}
          hint="Two letters. Default: the provider's country."
          disabled={disabled}
        />
      ) : (
        <TextInput
          label="Reason"
          optional={treatment !== "exempt"}
          name="reason"
          defaultValue={tax.reason ?? ""}
          error={errors.reason}
          hint="Statements state it."
          disabled={disabled}
        />
      )}
      <div className="sm:col-span-2">
        <Button type="submit" pending={pending} disabled={disabled} reason={refusal}>
          Save
        </Button>
      </div>
    </form>
  );
}
