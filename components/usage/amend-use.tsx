"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { formatCount } from "@/components/ui/format";
import { NumberInput } from "@/components/ui/number-input";
import { notify } from "@/components/ui/toast";
import { CorrectDialog } from "./correct-dialog";
import type { CorrectableRecord } from "./correctable-record";

/** The dialog that amends records of one customer: a quantity for each. */
export function AmendUse({
  records,
  meters,
  onDone,
  onClose,
}: {
  records: CorrectableRecord[];
  meters: { slug: string; name: string; unit: string }[];
  onDone: () => void;
  onClose: () => void;
}) {
  const [quantities, setQuantities] = useState<Record<string, string>>({});
  const { confirm, pending } = useWrite(useTRPC().corrections.amend.mutationOptions());
  const changed = records.flatMap((one) => {
    const quantity = quantities[one.id]?.trim();
    return quantity === undefined || quantity === one.quantity ? [] : [{ ...one, quantity }];
  });
  const customerId = records[0]?.customerId ?? "";
  return (
    <CorrectDialog
      title={`Amend ${formatCount(records.length, "record")}`}
      confirm="Amend"
      meters={meters}
      fault={changed.length === 0 ? "Enter another quantity." : undefined}
      asked={changed.map(({ id, quantity }) => `${id} ${quantity}`).join(" ")}
      pending={pending}
      correct={(asked, after) =>
        confirm(
          {
            customerId,
            records: changed.map(({ id, endedAt, quantity }) => ({ record: id, endedAt, quantity })),
            ...asked,
          },
          after,
        )
      }
      onDone={(answer) => {
        notify(`${formatCount(answer.records, "record")} amended.`);
        onDone();
        onClose();
      }}
      onClose={onClose}
    >
      <p>
        Each record stays stored with what it says; the quantity that you enter counts in its place, at its own time.
        {records.length > 1 ? " A quantity that you leave as it is stays." : ""}
      </p>
      <div className="mt-3 grid gap-3 text-ink">
        {records.map((one) => (
          <NumberInput
            key={one.id}
            label={<span className="[overflow-wrap:anywhere]">{one.name}</span>}
            unit={meters.find(({ slug }) => slug === one.meter)?.unit ?? ""}
            value={quantities[one.id] ?? one.quantity}
            onChange={({ target }) => setQuantities((before) => ({ ...before, [one.id]: target.value }))}
          />
        ))}
      </div>
    </CorrectDialog>
  );
}
