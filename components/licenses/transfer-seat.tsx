"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ReasonInput } from "@/components/list/reason-input";
import { useTRPC } from "@/components/providers/trpc-provider";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Select } from "@/components/ui/select";
import { notify } from "@/components/ui/toast";
import type { TransferTarget } from "@/server/licensing/transfer-targets";

const nameOf = ({ hostname, serial, id }: TransferTarget) => hostname ?? serial ?? id;

/** Moves a license with its seat to another machine of the customer that has reported and waits. */
export function TransferSeat({
  license,
  name,
  targets,
}: {
  license: { customerId: string; licenseId: string };
  /** Of the machine it is on. */
  name: string;
  targets: TransferTarget[];
}) {
  const router = useRouter();
  const transfer = useMutation(useTRPC().licenses.transfer.mutationOptions());
  const [to, setTo] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  return (
    <ConfirmDialog
      trigger="Transfer…"
      triggerIcon="arrow-right"
      triggerSize="small"
      title={`Transfer the license of ${name}`}
      confirm="Transfer"
      keep="Leave it there"
      onConfirm={async () => {
        const target = targets.find(({ id }) => id === to);
        if (!target) return "Choose the machine that takes it over.";
        if (reason.trim().length < 3) return "Give a reason of a few words.";
        await transfer.mutateAsync({ ...license, toMachineId: target.id, reason: reason.trim() });
        notify(`The license is on ${nameOf(target)} now, and pending until that machine enrols.`);
        router.refresh();
      }}
    >
      {name} is retired and told to uninstall; its documents are called back. The seat goes along.
      <Select
        className="mt-3.5 text-ink"
        label="Machine that takes it over"
        options={targets.map((target) => ({
          value: target.id,
          label: nameOf(target),
          ...(target.serial && { detail: target.serial }),
        }))}
        value={to}
        onChange={setTo}
      />
      <ReasonInput value={reason} onChange={setReason} />
    </ConfirmDialog>
  );
}
