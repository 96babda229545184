"use client";
import type { ReactNode } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { formatCount } from "@/components/ui/format";
import { notify } from "@/components/ui/toast";
import { CorrectDialog } from "./correct-dialog";

/** Which use is voided: some records of a customer, all that an import counted, or those of a question. */
export type VoidedUse = { customerId: string } & (
  | { records: { record: string; endedAt: string }[] }
  | { importId: string }
  | {
      meter: string;
      from: string;
      to: string;
      cloudId?: string | undefined;
      machineId?: string | undefined;
      sourceKind?: "agent" | "driver" | "program" | "file" | undefined;
    }
);

/** The dialog that voids use. */
export function VoidUse({
  title,
  use,
  meters,
  onDone,
  onClose,
  children,
}: {
  title: string;
  use: VoidedUse;
  meters: { slug: string; name: string; unit: string }[];
  onDone?: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { confirm, pending } = useWrite(useTRPC().corrections.void.mutationOptions());
  return (
    <CorrectDialog
      title={title}
      confirm="Void"
      destructive
      meters={meters}
      asked=""
      pending={pending}
      correct={(asked, after) => confirm({ ...use, ...asked }, after)}
      onDone={({ records }) => {
        notify(`${formatCount(records, "record")} voided.`);
        onDone?.();
        onClose();
      }}
      onClose={onClose}
    >
      {children} Voided records stay stored, and count in no figure any more. Limits are judged again; what was billed
      for them is proposed to be taken back.
    </CorrectDialog>
  );
}
