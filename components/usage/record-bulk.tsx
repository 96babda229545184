"use client";
import { useState } from "react";
import { BulkBar } from "@/components/ui/bulk-bar";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { formatCount } from "@/components/ui/format";
import { useSelection, useTicked } from "@/components/ui/selection";
import type { WithdrawingKind } from "@/server/usage/states";
import { AmendUse } from "./amend-use";
import type { CorrectableRecord } from "./correctable-record";
import { VoidUse } from "./void-use";

/** Corrections of the ticked records, which are of one customer. */
export function RecordBulk({
  records,
  meters,
}: {
  records: CorrectableRecord[];
  meters: { slug: string; name: string; unit: string }[];
}) {
  const { clear } = useSelection();
  const ticked = useTicked(records);
  // What is ticked when the dialog opens is what is corrected, even if the list moves on behind it.
  const [asked, setAsked] = useState<{ how: WithdrawingKind; records: CorrectableRecord[] }>();
  const open = (how: WithdrawingKind) => () => setAsked({ how, records: ticked });
  const close = () => setAsked(undefined);
  const [first] = asked?.records ?? [];
  const several = new Set(asked?.records.map(({ customerId }) => customerId)).size > 1;
  return (
    <>
      <BulkBar
        noun={["record", "records"]}
        actions={[
          { label: "Void…", icon: "x", onAction: open("void") },
          { label: "Amend…", icon: "pencil", onAction: open("amend") },
        ]}
      />
      {ticked.length > 0 ? <div className="h-16" /> : null}
      {!asked || !first ? null : several ? (
        <Dialog
          title="Records of several customers"
          open
          onOpenChange={(on) => !on && close()}
          alert
          footer={<Button onClick={close}>Close</Button>}
        >
          A correction is of one customer. Tick records of one, or filter the list by it.
        </Dialog>
      ) : asked.how === "void" ? (
        <VoidUse
          title={`Void ${formatCount(asked.records.length, "record")} of ${first.customerName}`}
          use={{
            customerId: first.customerId,
            records: asked.records.map(({ id, endedAt }) => ({ record: id, endedAt })),
          }}
          meters={meters}
          onDone={clear}
          onClose={close}
        >
          <RecordNames records={asked.records} />
        </VoidUse>
      ) : (
        <AmendUse records={asked.records} meters={meters} onDone={clear} onClose={close} />
      )}
    </>
  );
}

/** Names shown before the rest is counted. */
const namesShown = 6;

function RecordNames({ records }: { records: CorrectableRecord[] }) {
  const more = records.length - namesShown;
  return (
    <ul className="mb-2 list-disc pl-5 text-ink [overflow-wrap:anywhere]">
      {records.slice(0, namesShown).map(({ id, name }) => (
        <li key={id}>{name}</li>
      ))}
      {more > 0 ? <li>and {more} more</li> : null}
    </ul>
  );
}
