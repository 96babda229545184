"use client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { formatCount } from "@/components/ui/format";
import type { BulkAction } from "@/server/licensing/input";
import { bulkWords } from "./bulk-words";

export type BulkOutcome = {
  action: BulkAction;
  done: number;
  refused: { licenseId: string; name: string; sentence: string }[];
};

/** How many were done, and which were not and why. They stay ticked. */
export function BulkResult({ action, done, refused, onClose }: BulkOutcome & { onClose: () => void }) {
  return (
    <Dialog
      title={`${done} of ${formatCount(done + refused.length, "license")} ${bulkWords[action].past}`}
      open
      onOpenChange={(open) => !open && onClose()}
      alert
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <p>
        {refused.length === 1
          ? "This one was not, and stays ticked:"
          : `These ${refused.length} were not, and stay ticked:`}
      </p>
      <ul className="mt-2 divide-y divide-line">
        {refused.map(({ licenseId, name, sentence }) => (
          <li key={licenseId} className="py-2">
            <span className="font-medium text-ink">{name}</span> <span className="mono text-xs">{licenseId}</span>
            <p>{sentence}</p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
