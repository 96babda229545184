"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { formatCount, formatNumber } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { TextInput } from "@/components/ui/text-input";
import type { MonthEnd } from "@/server/workflow/issue-statements";

type Done = Omit<MonthEnd, "next" | "issued"> & { issued: number };

/** A button, and the dialog that issues the statements of months that have ended, customer by customer. */
export function IssueButton({ month, refusal }: { month: string; refusal: string | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" disabled={refusal !== undefined} reason={refusal} onClick={() => setOpen(true)}>
        Issue statements…
      </Button>
      {open ? <IssueDialog month={month} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function IssueDialog({ month: last, onClose }: { month: string; onClose: () => void }) {
  const [month, setMonth] = useState(last);
  const [done, setDone] = useState<Done | null>(null);
  const [goesOn, setGoesOn] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const issue = useWrite(useTRPC().statements.issue.mutationOptions());

  /** Calls until no customer is left; what was issued stays issued if it breaks off. */
  async function issueAll() {
    setGoesOn(true);
    setFault(null);
    let sum: Done = { issued: 0, empty: 0, refused: [] };
    for (let after: string | null | undefined; after !== null; ) {
      const refused = await issue.confirm({ month, ...(after !== undefined && { after }) }, (answer) => {
        sum = {
          issued: sum.issued + answer.issued.length,
          empty: sum.empty + answer.empty,
          refused: [...sum.refused, ...answer.refused],
        };
        after = answer.next;
        setDone(sum);
      });
      if (refused) {
        setFault(refused);
        break;
      }
    }
    setGoesOn(false);
  }

  return (
    <Dialog open onOpenChange={(open) => open || goesOn || onClose()} title="Issue statements">
      <p className="text-sm text-ink-2">
        Every customer's open months up to this one are closed, in the customer's time zone, and their statements are
        issued with the next numbers. An issued statement never changes: use that comes late is billed by the next one.
      </p>
      <TextInput
        className="mt-3"
        label="Up to and including"
        type="month"
        value={month}
        onChange={({ target }) => setMonth(target.value)}
      />
      <div aria-live="polite" className="mt-3 grid gap-2 text-sm">
        {done ? (
          <p>
            {formatCount(done.issued, "statement")} issued
            {done.empty > 0 ? `, ${formatCount(done.empty, "month")} closed with nothing to bill` : ""}
            {goesOn ? "…" : "."}
          </p>
        ) : null}
        {fault ? <Notice kind="over">{fault}</Notice> : null}
        {done?.refused.slice(0, 20).map(({ customerId, customerName, sentence }) => (
          <Notice key={customerId} kind="near">
            {customerName}: {sentence}
          </Notice>
        ))}
        {done && done.refused.length > 20 ? <p>And {formatNumber(done.refused.length - 20)} more.</p> : null}
      </div>
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose} disabled={goesOn} reason={goesOn ? "Statements are being issued." : undefined}>
          Close
        </Button>
        <Button kind="primary" pending={goesOn} onClick={issueAll}>
          Issue
        </Button>
      </div>
    </Dialog>
  );
}
