"use client";
import { useState } from "react";
import { ActionDialog } from "@/components/list/action-dialog";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Menu } from "@/components/ui/menu";
import { notify } from "@/components/ui/toast";
import { CorrectDialog } from "./correct-dialog";

/** A conflict that waits; `stands` and `came` are quantities with units. */
type Waiting = { customerId: string; record: string; name: string; came: string; stands: string | null };

/** The menu of a conflict: what counts stays, or what came counts in its place. */
export function ConflictActions({
  conflict,
  meters,
  refusal,
}: {
  conflict: Waiting;
  meters: { slug: string; name: string; unit: string }[];
  refusal: string | undefined;
}) {
  const [asked, setAsked] = useState<"dismiss" | "amend">();
  const { customerId, record, name, came, stands } = conflict;
  const close = () => setAsked(undefined);
  const disabled = refusal === undefined ? {} : { disabledReason: refusal };
  return (
    <>
      <Menu
        label={`Actions for ${name}`}
        items={[
          { id: "dismiss", label: "Dismiss…", icon: "check", onAction: () => setAsked("dismiss"), ...disabled },
          {
            ...{ id: "amend", label: "Count what came…", icon: "pencil", onAction: () => setAsked("amend") },
            ...(stands === null ? { disabledReason: "What stands is not found from this identity." } : disabled),
          },
        ]}
      />
      {asked === "dismiss" ? (
        <ActionDialog
          action={{
            ...{ id: "dismiss", label: "Dismiss…", title: `Dismiss the conflict of ${name}`, confirm: "Dismiss" },
            body: `${stands ?? "What stands under this identity"} stays as it is. What came, ${came}, stays stored and never counts. This can't be undone.`,
            asksReason: "company",
            done: `The conflict of ${name} is dismissed.`,
            call: { mutation: "corrections.dismissConflicts", input: { customerId, records: [record] } },
          }}
          open
          onOpenChange={(open) => !open && close()}
        />
      ) : null}
      {asked === "amend" ? <AmendConflict conflict={conflict} meters={meters} onClose={close} /> : null}
    </>
  );
}

function AmendConflict({
  conflict: { customerId, record, name, came, stands },
  meters,
  onClose,
}: {
  conflict: Waiting;
  meters: { slug: string; name: string; unit: string }[];
  onClose: () => void;
}) {
  const { confirm, pending } = useWrite(useTRPC().corrections.amendConflict.mutationOptions());
  return (
    <CorrectDialog
      title={`Count what came of ${name}`}
      confirm="Amend"
      meters={meters}
      asked=""
      pending={pending}
      correct={(asked, after) => confirm({ customerId, record, ...asked }, after)}
      onDone={() => {
        notify(`What came of ${name} counts.`);
        onClose();
      }}
      onClose={onClose}
    >
      What came, {came}, counts at its own time and place; what counts now, {stands}, stays stored as amended. Limits
      are judged again; what was billed too much is proposed to be taken back.
    </CorrectDialog>
  );
}
