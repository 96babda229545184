"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { TextInput } from "@/components/ui/text-input";

/** Changes the plausible maximum of a meter's records. */
export function PlausibleRecord({
  meter,
  refusal,
}: {
  meter: { slug: string; name: string; unit: string; plausibleRecord: string | null };
  refusal: string | undefined;
}) {
  const { confirm } = useWrite(useTRPC().catalogue.changeMeter.mutationOptions(), {
    done: `The maximum of ${meter.name} is saved.`,
  });
  const [text, setText] = useState(meter.plausibleRecord ?? "");
  if (refusal)
    return (
      <Button size="small" disabled reason={refusal}>
        Set maximum…
      </Button>
    );
  return (
    <ConfirmDialog
      trigger="Set maximum…"
      triggerSize="small"
      title={`Plausible maximum of ${meter.name}`}
      confirm="Save"
      onConfirm={() => confirm({ slug: meter.slug, plausibleRecord: text })}
    >
      A record of more is stored and set aside: it is not counted until staff release it, under Usage. Records that are
      stored already stay as they are.
      <TextInput
        className="mt-3.5 text-ink"
        label={`Most in one record, ${meter.unit}`}
        hint="Empty: no record is set aside."
        value={text}
        maxLength={100}
        inputMode="decimal"
        onChange={(event) => setText(event.target.value)}
      />
    </ConfirmDialog>
  );
}
