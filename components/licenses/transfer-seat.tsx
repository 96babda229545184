"use client";
import { useState } from "react";
import { ReasonInput, reasonFault } from "@/components/list/reason-input";
import { machineName } from "@/components/machines/machine-name";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Select } from "@/components/ui/select";
import type { TransferTarget } from "@/server/licensing/transfer-targets";

/** Transfers a license with its seat to another machine of the customer that has reported and waits. */
export function TransferSeat({
  license,
  name,
  targets,
}: {
  license: { customerId: string; licenseId: string };
  /** The present machine's name. */
  name: string;
  targets: TransferTarget[];
}) {
  const [to, setTo] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const target = targets.find(({ id }) => id === to);
  const { confirm } = useWrite(useTRPC().licenses.transfer.mutationOptions(), {
    done: `The license is now on ${target ? machineName(target) : "that machine"}, and pending until it enrolls.`,
  });
  return (
    <ConfirmDialog
      trigger="Transfer…"
      triggerIcon="arrow-right"
      triggerSize="small"
      title={`Transfer the license of ${name}`}
      confirm="Transfer"
      onConfirm={() => {
        if (!target) return "Choose the machine to transfer it to.";
        return reasonFault(reason) ?? confirm({ ...license, toMachineId: target.id, reason: reason.trim() });
      }}
    >
      {name} is retired and uninstalls at its next heartbeat; its documents are revoked. The seat moves with the
      license.
      <Select
        className="mt-3.5 text-ink"
        label="Transfer to"
        options={targets.map((target) => ({
          value: target.id,
          label: machineName(target),
          ...(target.serial && { detail: target.serial }),
        }))}
        value={to}
        onChange={setTo}
      />
      <ReasonInput value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}
