"use client";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { type VoidedUse, VoidUse } from "./void-use";

/** A button, and the dialog that voids the use it means. */
export function VoidButton({
  label,
  title,
  use,
  refusal,
  meters,
  children,
}: {
  label: string;
  title: string;
  /** null: not known yet; then `refusal` says why. */
  use: VoidedUse | null;
  refusal: string | undefined;
  meters: { slug: string; name: string; unit: string }[];
  /** Which records these are. */
  children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="danger" disabled={refusal !== undefined} reason={refusal} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && use ? (
        <VoidUse title={title} use={use} meters={meters} onClose={() => setOpen(false)}>
          {children}
        </VoidUse>
      ) : null}
    </>
  );
}
