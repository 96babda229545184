"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ReasonInput, reasonFault } from "@/components/list/reason-input";
import { machineName } from "@/components/machines/machine-name";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useTyped } from "@/components/providers/use-typed";
import { useWrite } from "@/components/providers/use-write";
import { Combobox } from "@/components/ui/combobox";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { TransferTarget } from "@/server/licensing/transfer-targets";

/** Transfers a license with its seat to another machine of the customer that has reported and waits. */
export function TransferSeat({
  license,
  name,
}: {
  license: { customerId: string; licenseId: string };
  /** The present machine's name. */
  name: string;
}) {
  const [text, setText] = useState("");
  const { typed, settled } = useTyped(text);
  const [target, setTarget] = useState<TransferTarget | null>(null);
  const [reason, setReason] = useState("");
  const trpc = useTRPC();
  const asked = trpc.licenses.targets.queryOptions({ ...license, search: typed || undefined });
  const found = useQuery({ ...asked, placeholderData: keepPreviousData });
  const { targets, more } = found.data ?? { targets: [], more: false };
  const { confirm } = useWrite(trpc.licenses.transfer.mutationOptions(), {
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
      <Combobox
        className="mt-3.5 text-ink"
        label="Transfer to"
        options={targets.map((target) => ({
          value: target.id,
          label: machineName(target),
          ...(target.serial && { detail: target.serial }),
        }))}
        more={more}
        searching={!settled || found.isFetching}
        onSearch={setText}
        onChange={(id) => setTarget(targets.find((one) => one.id === id) ?? target)}
      />
      <ReasonInput value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}
