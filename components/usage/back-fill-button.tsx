"use client";
import { useState } from "react";
import { CustomerCombobox } from "@/components/list/customer-combobox";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { notify } from "@/components/ui/toast";
import { CorrectDialog } from "./correct-dialog";
import { type EnteredMeter, type EnteredRow, EnteredRows, enteredUses, firstRow, isUnique } from "./entered-rows";

type Props = {
  /** The customer that the list is filtered by. */
  company: { id: string; name: string } | undefined;
  meters: EnteredMeter[];
  clouds: { slug: string; name: string }[];
};

/** A button, and the dialog that counts use which no sender reported. */
export function BackFillButton({ refusal, ...props }: Props & { refusal: string | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" disabled={refusal !== undefined} reason={refusal} onClick={() => setOpen(true)}>
        Back-fill…
      </Button>
      {open ? <BackFillDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function BackFillDialog({ company, meters, clouds, onClose }: Props & { onClose: () => void }) {
  const [customerId, setCustomer] = useState(company?.id ?? "");
  const [rows, setRows] = useState<EnteredRow[]>([firstRow(meters)]);
  const { confirm, pending } = useWrite(useTRPC().corrections.backfill.mutationOptions());
  const records = enteredUses(rows, meters);
  return (
    <CorrectDialog
      title={company ? `Back-fill use of ${company.name}` : "Back-fill use"}
      confirm="Back-fill"
      meters={meters}
      fault={faultOf(customerId, rows, meters)}
      asked={JSON.stringify([customerId, records])}
      pending={pending}
      correct={(asked, after) =>
        confirm({ customerId, records: records.map((one) => ({ ...one, time: one.time ?? "" })), ...asked }, after)
      }
      onDone={({ records: filled }) => {
        notify(filled === 0 ? "All of it was back-filled before." : `${formatCount(filled, "record")} back-filled.`);
        onClose();
      }}
      onClose={onClose}
    >
      <p>
        Use that no sender reported counts at its own time, among the figures of the source that counts there, and is
        billed as late use is. Entering it again changes nothing.
      </p>
      {company ? null : (
        <div className="mt-3 text-ink">
          <CustomerCombobox onChoose={({ id }) => setCustomer(id)} />
        </div>
      )}
      <EnteredRows rows={rows} onChange={setRows} meters={meters} clouds={clouds} most={10} />
    </CorrectDialog>
  );
}

/** Why it cannot be asked yet. */
function faultOf(customerId: string, rows: readonly EnteredRow[], meters: readonly EnteredMeter[]): string | undefined {
  if (customerId === "") return "Choose the customer.";
  const empty = rows.find(({ quantity }) => quantity.trim() === "");
  if (empty) return isUnique(empty, meters) ? "Enter the value." : "Enter the quantity.";
  if (rows.some(({ time }) => time === "")) return "Enter when it was used.";
  return undefined;
}
