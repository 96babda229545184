"use client";
import { useState } from "react";
import { CustomerCombobox } from "@/components/list/customer-combobox";
import type { SearchedOption } from "@/components/list/search-rows";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { formatCount } from "@/components/ui/format";
import { notify } from "@/components/ui/toast";
import type { UnassignedUse } from "@/server/usage/corrections/unassigned-usage";

const counted = (rows: number) => formatCount(rows, "record");

/** Assigns all records under one name to a customer, who is charged for them as for any other use. */
export function AssignUse({
  waiting,
  rows,
  refusal,
}: {
  waiting: Pick<UnassignedUse, "sourceKind" | "source" | "named" | "sentBy">;
  rows: number;
  refusal: string | undefined;
}) {
  const { confirm } = useWrite(useTRPC().usage.assign.mutationOptions());
  const [customer, setCustomer] = useState<SearchedOption | null>(null);
  if (refusal)
    return (
      <Button size="small" disabled reason={refusal}>
        Assign to…
      </Button>
    );
  return (
    <ConfirmDialog
      trigger="Assign to…"
      triggerSize="small"
      title={`Assign ${counted(rows)} to a customer`}
      confirm="Assign"
      onConfirm={() => {
        if (!customer) return "Choose the customer.";
        return confirm({ ...waiting, customerId: customer.id }, ({ accepted, rejected }) => {
          if (rejected > 0)
            return `${counted(rejected)} cannot be recorded for ${customer.label} and still wait. ${counted(accepted)} were recorded.`;
          notify(`${counted(accepted)} recorded for ${customer.label}.`);
          return undefined;
        });
      }}
    >
      They are recorded as this customer's use with their own times, count against its limits, and are billed as any
      other use. This can't be undone. Later records under {waiting.named ?? "no name"} wait again.
      <CustomerCombobox className="mt-3.5 text-ink" onChoose={setCustomer} />
    </ConfirmDialog>
  );
}
