"use client";
import { useState } from "react";
import { ReasonInput, reasonFault } from "@/components/list/reason-input";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { formatCount } from "@/components/ui/format";
import type { BulkAction } from "@/server/licensing/input";
import { bulkWords } from "./bulk-words";

/** A license that can be ticked, with the reason for each action that is not available for it. */
export type Ticked = {
  id: string;
  customerId: string;
  name: string;
  refusals: Partial<Record<BulkAction, string>>;
};

/** What was confirmed: the licenses that the action is asked for, and the ticked ones that it is not. */
export type Confirmed = { action: BulkAction; can: Ticked[]; cannot: Ticked[]; reason: string };

/** Names shown before the rest is counted. */
const namesShown = 6;

/** Confirms a bulk action: for which licenses, what happens, and for which of the ticked ones it is not available. */
export function BulkDialog({
  action,
  licenses,
  onRun,
  onClose,
}: {
  action: BulkAction;
  licenses: Ticked[];
  /** @returns why the whole call was refused, for the dialog. */
  onRun: (confirmed: Confirmed) => Promise<string | undefined>;
  onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  // What is ticked when the dialog opens is what is confirmed, even if the list moves on behind it.
  const [asked] = useState(licenses);
  const words = bulkWords[action];
  const can = asked.filter(({ refusals }) => !refusals[action]);
  const cannot = asked.filter(({ refusals }) => refusals[action]);
  const title = `${words.verb} ${formatCount(can.length, "license")}`;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      confirm={title}
      destructive={words.destructive}
      typed={words.typed}
      onConfirm={() =>
        (words.asksReason && reasonFault(reason)) ||
        onRun({ action, can, cannot, reason: words.asksReason ? reason.trim() : "" })
      }
    >
      <p>
        <span className="font-medium text-ink">{names(can)}</span>. {words.body}
      </p>
      {cannot.length > 0 ? (
        <div className="mt-3">
          <p>{formatCount(cannot.length, "license")} of those ticked can't be:</p>
          <ul className="list-disc pl-5">
            {cannot.slice(0, namesShown).map(({ id, name, refusals }) => (
              <li key={id}>
                {name}: {refusals[action]}
              </li>
            ))}
            {cannot.length > namesShown ? <li>and {cannot.length - namesShown} more</li> : null}
          </ul>
        </div>
      ) : null}
      {words.asksReason ? <ReasonInput value={reason} onChange={setReason} /> : null}
    </ConfirmDialog>
  );
}

function names(licenses: Ticked[]): string {
  const some = licenses.slice(0, namesShown).map(({ name }) => name);
  const more = licenses.length - some.length;
  return more > 0 ? `${some.join(", ")} and ${more} more` : some.join(", ");
}
