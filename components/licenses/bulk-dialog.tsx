"use client";
import { useState } from "react";
import { ReasonInput } from "@/components/list/reason-input";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { BulkAct } from "@/server/licensing/input";
import { bulkWords, licensesOf } from "./bulk-words";
import type { Ticked } from "./license-bulk";

/** What was agreed to: to whom the act is done, and which of the ticked ones it is not asked for. */
export type Confirmed = { act: BulkAct; can: Ticked[]; cannot: Ticked[]; reason: string };

/** Names told before the rest is counted. */
const told = 6;

/** Confirms a bulk act: to whom it is done, what happens, and what of the ticked ones it cannot be done to and why. */
export function BulkDialog({
  act,
  licenses,
  onRun,
  onClose,
}: {
  act: BulkAct;
  licenses: Ticked[];
  onRun: (confirmed: Confirmed) => Promise<void>;
  onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  // What is ticked when the dialog opens is what is confirmed, even if the list moves on behind it.
  const [asked] = useState(licenses);
  const words = bulkWords[act];
  const can = asked.filter(({ refusals }) => !refusals[act]);
  const cannot = asked.filter(({ refusals }) => refusals[act]);
  const title = `${words.verb} ${licensesOf(can.length)}`;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      confirm={title}
      keep={can.length === 1 ? "Keep it" : "Keep them"}
      destructive={words.destructive}
      typed={words.typed}
      onConfirm={async () => {
        if (words.asksReason && reason.trim().length < 3) return "Give a reason of a few words.";
        await onRun({ act, can, cannot, reason: words.asksReason ? reason.trim() : "" });
      }}
    >
      <p>
        <span className="font-medium text-ink">{names(can)}</span>. {words.body}
      </p>
      {cannot.length > 0 ? (
        <div className="mt-3">
          <p>{licensesOf(cannot.length)} of those ticked can't be:</p>
          <ul className="list-disc pl-5">
            {cannot.slice(0, told).map(({ id, name, refusals }) => (
              <li key={id}>
                {name}: {refusals[act]}
              </li>
            ))}
            {cannot.length > told ? <li>and {cannot.length - told} more</li> : null}
          </ul>
        </div>
      ) : null}
      {words.asksReason ? <ReasonInput value={reason} onChange={setReason} /> : null}
    </ConfirmDialog>
  );
}

function names(licenses: Ticked[]): string {
  const some = licenses.slice(0, told).map(({ name }) => name);
  const more = licenses.length - some.length;
  return more > 0 ? `${some.join(", ")} and ${more} more` : some.join(", ");
}
