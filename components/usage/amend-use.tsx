"use client";
import { type ChangeEvent, useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { formatCount } from "@/components/ui/format";
import { NumberInput } from "@/components/ui/number-input";
import { TextInput } from "@/components/ui/text-input";
import { notify } from "@/components/ui/toast";
import { CorrectDialog } from "./correct-dialog";
import type { CorrectableRecord } from "./correctable-record";

const countsOf = ({ value, quantity }: CorrectableRecord) => value ?? quantity;

/** The dialog that amends records of one customer: a quantity for each, or a value where that is what counts. */
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
  const [entered, setEntered] = useState<Record<string, string>>({});
  const { confirm, pending } = useWrite(useTRPC().corrections.amend.mutationOptions());
  const changed = records.flatMap((one) => {
    const right = entered[one.id]?.trim();
    return right === undefined || right === countsOf(one) ? [] : [{ ...one, right }];
  });
  const customerId = records[0]?.customerId ?? "";
  return (
    <CorrectDialog
      title={`Amend ${formatCount(records.length, "record")}`}
      confirm="Amend"
      meters={meters}
      fault={changed.length === 0 ? `Enter another ${records[0]?.value === null ? "quantity" : "value"}.` : undefined}
      asked={changed.map(({ id, right }) => `${id} ${right}`).join(" ")}
      pending={pending}
      correct={(asked, after) =>
        confirm(
          {
            customerId,
            records: changed.map(({ id, endedAt, value, right }) => ({
              ...{ record: id, endedAt },
              ...(value === null ? { quantity: right } : { value: right }),
            })),
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
        Each record stays stored with what it says; what you enter counts in its place, at its own time.
        {records.length > 1 ? " What you leave as it is stays." : ""}
      </p>
      <div className="mt-3 grid gap-3 text-ink">
        {records.map((one) => {
          const field = {
            label: <span className="[overflow-wrap:anywhere]">{one.name}</span>,
            value: entered[one.id] ?? countsOf(one),
            onChange: ({ target }: ChangeEvent<HTMLInputElement>) =>
              setEntered((before) => ({ ...before, [one.id]: target.value })),
          };
          return one.value === null ? (
            <NumberInput key={one.id} unit={meters.find(({ slug }) => slug === one.meter)?.unit ?? ""} {...field} />
          ) : (
            <TextInput key={one.id} maxLength={300} {...field} />
          );
        })}
      </div>
    </CorrectDialog>
  );
}
