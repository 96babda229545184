"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { TextInput } from "@/components/ui/text-input";
import type { BillingMode } from "@/server/billing/states";
import type { ChangePreview as Preview } from "@/server/workflow/preview-change";
import { LimitPreview } from "./limit-preview";

/** Ends a limit at a time, with a look at what that would do; a planned end can be taken back. */
export function EndLimitForm({
  customerId,
  parameterId,
  unit,
  mode,
  ends,
}: {
  customerId: string;
  parameterId: string;
  unit: string;
  mode: BillingMode;
  /** When it ends, as people read it; null: it has no end. */
  ends: string | null;
}) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const options = useTRPC().subscriptions.end.mutationOptions();
  const { submit, errors, pending } = useWrite(options, {
    fixed: { customerId, parameterId },
    done: ({ stored }) => (stored ? "Limit ended." : "Nothing is stored: this is what it would do."),
    onDone: (answer) => setPreview(answer.preview),
  });
  const keep = useWrite(options, { done: "The limit goes on." });
  return (
    <form onSubmit={submit} noValidate aria-label="End the limit" className="grid gap-3">
      {ends ? <p className="text-ink-2">It ends at {ends} UTC.</p> : null}
      <TextInput
        label="At (UTC)"
        optional="now"
        name="at"
        type="datetime-local"
        error={errors.at}
        className="w-full sm:w-80"
        hint={`Use from then on never counts in this limit. ${mode === "limit" ? "What was charged stays charged." : "What its later windows came to is given back."}`}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" kind="danger" name="preview" value="false" pending={pending}>
          End limit
        </Button>
        <Button type="submit" name="preview" value="true" pending={pending}>
          Preview
        </Button>
        {ends ? (
          <Button
            pending={keep.pending}
            onClick={() => keep.write({ customerId, parameterId, at: null, preview: false })}
          >
            Take the end back
          </Button>
        ) : null}
      </div>
      {preview ? <LimitPreview preview={preview} unit={unit} mode={mode} /> : null}
    </form>
  );
}
