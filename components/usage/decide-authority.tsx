"use client";
import { useState } from "react";
import { instantOf } from "@/components/list/time-filter";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import { notify } from "@/components/ui/toast";
import { type SourceKind, sourceKinds } from "@/server/usage/states";
import { CorrectDialog } from "./correct-dialog";
import { sourceWords } from "./source-words";

type Pair = { customerId: string; cloudId: string; meter: string };

/** A button, and the dialog that decides whose figures count of a meter in a cloud from a time on. */
export function DecideAuthority({
  pair,
  counting,
  meter,
  refusal,
}: {
  pair: Pair;
  /** The kind that counts now. */
  counting: SourceKind;
  meter: { slug: string; name: string; unit: string };
  refusal: string | undefined;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" disabled={refusal !== undefined} reason={refusal} onClick={() => setOpen(true)}>
        Decide whose count…
      </Button>
      {open ? <DecideDialog pair={pair} counting={counting} meter={meter} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function DecideDialog({
  pair,
  counting,
  meter,
  onClose,
}: {
  pair: Pair;
  counting: SourceKind;
  meter: { slug: string; name: string; unit: string };
  onClose: () => void;
}) {
  const others = sourceKinds.filter((kind) => kind !== counting);
  const [sourceKind, setSourceKind] = useState<SourceKind>(others[0] ?? counting);
  const [from, setFrom] = useState("");
  const { confirm, pending } = useWrite(useTRPC().usage.setAuthority.mutationOptions());
  return (
    <CorrectDialog
      title={`Decide whose figures of ${meter.name.toLowerCase()} count`}
      confirm="Decide"
      meters={[meter]}
      fault={from === "" ? "Enter from when on." : undefined}
      asked={`${sourceKind} ${from}`}
      pending={pending}
      correct={(asked, after) => confirm({ ...pair, sourceKind, validFrom: instantOf(from) ?? "", ...asked }, after)}
      onDone={({ records }) => {
        notify(
          records === 0
            ? "It is decided. Nothing that is stored counts otherwise."
            : `It is decided. ${formatCount(records, "record")} changed.`,
        );
        onClose();
      }}
      onClose={onClose}
    >
      <p>
        From then on, and until the next decision, the records of one kind of source count. Stored records of that time
        are decided again: those of others stay stored, and count no more. Limits are judged again; what was billed too
        much is proposed to be taken back.
      </p>
      <div className="mt-3 grid gap-3 text-ink">
        <Select
          label="Counts"
          options={sourceKinds.map((kind) => ({ value: kind, label: sourceWords[kind] }))}
          value={sourceKind}
          onChange={(value) => setSourceKind(sourceKinds.find((kind) => kind === value) ?? counting)}
        />
        <TextInput
          label="From (UTC)"
          type="datetime-local"
          value={from}
          onChange={({ target }) => setFrom(target.value)}
          hint="At most a year back; from the quarter of an hour that it lies in."
        />
      </div>
    </CorrectDialog>
  );
}
