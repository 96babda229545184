"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { TextArea } from "@/components/ui/text-area";
import { TextInput } from "@/components/ui/text-input";
import type { CompanyProfile } from "@/server/configuration/queries";

/** The billing information that statements show. */
export function BillingInformationForm({
  billing,
  customerId,
  refusal,
}: {
  billing: CompanyProfile["billing"];
  customerId?: string;
  refusal?: string;
}) {
  const { submit, errors, pending } = useWrite(useTRPC().configuration.setBillingInformation.mutationOptions(), {
    fixed: customerId ? { customerId } : {},
    done: "Billing information saved.",
  });
  const disabled = refusal !== undefined;
  return (
    <form onSubmit={submit} noValidate className="grid gap-3 sm:grid-cols-2">
      <TextInput
        label="Legal name"
        name="legalName"
        autoComplete="organization"
        defaultValue={billing?.legalName}
        error={errors.legalName}
        disabled={disabled}
      />
      <TextInput
        label="Country"
        name="country"
        autoComplete="country"
        defaultValue={billing?.country}
        error={errors.country}
        hint="Two letters, e.g. DE."
        disabled={disabled}
      />
      <TextArea
        label="Address"
        name="address"
        rows={3}
        autoComplete="street-address"
        defaultValue={billing?.address}
        error={errors.address}
        disabled={disabled}
        className="sm:col-span-2"
      />
      <TextInput
        label="Tax number"
        optional
        name="taxNumber"
        defaultValue={billing?.taxNumber ?? ""}
        error={errors.taxNumber}
        disabled={disabled}
      />
      <TextInput
        label="Email for statements"
        optional
        hint="Default: the billing contact."
        name="statementEmail"
        type="email"
        defaultValue={billing?.statementEmail ?? ""}
        error={errors.statementEmail}
        disabled={disabled}
      />
      <div className="sm:col-span-2">
        <Button type="submit" pending={pending} disabled={disabled} reason={refusal}>
          Save
        </Button>
      </div>
    </form>
  );
}
