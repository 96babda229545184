"use client";
import { useState } from "react";
import { ReasonInput, reasonFault } from "@/components/list/reason-input";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { BulkBar } from "@/components/ui/bulk-bar";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { formatCount } from "@/components/ui/format";
import { useSelection, useTicked } from "@/components/ui/selection";
import { notify } from "@/components/ui/toast";
import { type SetAsideDecision, setAsideDecisions } from "@/server/usage/states";
import { decisionWords } from "./set-aside-words";

/** A record that can be ticked; `name` says how much of whom. */
export type TickedRecord = { id: string; customerId: string; name: string };

/** Names shown before the rest is counted. */
const namesShown = 6;

/** Releases or rejects the ticked records at once, under one reason. */
export function SetAsideBulk({ records }: { records: TickedRecord[] }) {
  const ticked = useTicked(records);
  // What is ticked when the dialog opens is what is decided, even if the list moves on behind it.
  const [asked, setAsked] = useState<{ decision: SetAsideDecision; records: TickedRecord[] }>();
  return (
    <>
      <BulkBar
        noun={["record", "records"]}
        actions={setAsideDecisions.map((decision) => ({
          label: `${decisionWords[decision].verb}…`,
          icon: decisionWords[decision].icon,
          onAction: () => setAsked({ decision, records: ticked }),
        }))}
      />
      {ticked.length > 0 ? <div className="h-16" /> : null}
      {asked ? <DecideDialog {...asked} onClose={() => setAsked(undefined)} /> : null}
    </>
  );
}

function DecideDialog({
  decision,
  records,
  onClose,
}: {
  decision: SetAsideDecision;
  records: TickedRecord[];
  onClose: () => void;
}) {
  const { set } = useSelection();
  const [reason, setReason] = useState("");
  const trpc = useTRPC().usage;
  const release = useWrite(trpc.release.mutationOptions());
  const reject = useWrite(trpc.reject.mutationOptions());
  const { confirm } = decision === "released" ? release : reject;
  const words = decisionWords[decision];
  const title = `${words.verb} ${formatCount(records.length, "record")}`;
  /** One call decides about one customer's records. */
  const run = async () => {
    const fault = reasonFault(reason);
    if (fault) return fault;
    let done = 0;
    for (const customerId of new Set(records.map((record) => record.customerId))) {
      const ids = records.flatMap((record) => (record.customerId === customerId ? [record.id] : []));
      const refused = await confirm({ customerId, records: ids, reason: reason.trim() });
      if (refused) return done === 0 ? refused : `${formatCount(done, "record")} ${decision}. The others: ${refused}`;
      set(ids, false);
      done += ids.length;
    }
    notify(`${formatCount(done, "record")} ${decision}.`);
    return undefined;
  };
  const more = records.length - namesShown;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      confirm={title}
      destructive={decision === "rejected"}
      onConfirm={run}
    >
      <ul className="mb-2 list-disc pl-5 font-medium text-ink [overflow-wrap:anywhere]">
        {records.slice(0, namesShown).map(({ id, name }) => (
          <li key={id}>{name}</li>
        ))}
        {more > 0 ? <li>and {more} more</li> : null}
      </ul>
      {words.many}
      <ReasonInput value={reason} onChange={setReason} by="company" />
    </ConfirmDialog>
  );
}
