"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { NumberInput } from "@/components/ui/number-input";
import { TextInput } from "@/components/ui/text-input";
import type { BillingMode } from "@/server/billing/states";
import type { ChangePreview as Preview } from "@/server/workflow/preview-change";
import { type Basis, BasisFields, type CloudChoice } from "./basis-fields";
import { LimitPreview } from "./limit-preview";
import { type Terms, TermsFields } from "./terms-fields";

/** New terms of a limit from a time on, with a look at what they would do. */
export function ChangeLimitForm({
  customerId,
  parameterId,
  terms,
  basis,
  clouds,
  unit,
  mode,
  currency,
}: {
  customerId: string;
  parameterId: string;
  terms: Terms;
  basis: Basis;
  clouds: CloudChoice[];
  unit: string;
  mode: BillingMode;
  currency: string;
}) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const { submit, errors, pending } = useWrite(useTRPC().subscriptions.change.mutationOptions(), {
    fixed: { customerId, parameterId },
    done: ({ stored }) => (stored ? "Limit changed." : "Nothing is stored: this is what it would do."),
    onDone: (answer) => setPreview(answer.preview),
  });
  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label="Change the limit"
      className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3"
    >
      <TextInput
        label="From (UTC)"
        optional="now"
        name="from"
        type="datetime-local"
        error={errors.from}
        hint="Also in the past: every window since then is judged again."
      />
      <NumberInput label="Limit" name="limit" unit={unit} defaultValue={terms.limit} error={errors.limit} />
      <TermsFields terms={terms} currency={currency} errors={errors} hint="Holds from the next window that begins." />
      <BasisFields fixed basis={basis} clouds={clouds} errors={errors} />
      <div className="flex flex-wrap gap-2 sm:col-span-2 lg:col-span-3">
        <Button type="submit" kind="primary" name="preview" value="false" pending={pending}>
          Change limit
        </Button>
        <Button type="submit" name="preview" value="true" pending={pending}>
          Preview
        </Button>
      </div>
      {preview ? (
        <div className="sm:col-span-2 lg:col-span-3">
          <LimitPreview preview={preview} unit={unit} mode={mode} />
        </div>
      ) : null}
    </form>
  );
}
