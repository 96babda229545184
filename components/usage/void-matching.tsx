"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { type VoidedUse, VoidUse } from "./void-use";

/** Voids all use that the filters of a list of records mean, on all of its pages. */
export function VoidMatching({
  use,
  what,
  refusal,
  meters,
}: {
  /** null: the filters do not say which. */
  use: VoidedUse | null;
  /** In words: "Requests of Acme, 1 to 30 Nov 2026, UTC". */
  what: string;
  refusal: string | undefined;
  meters: { slug: string; name: string; unit: string }[];
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="danger" disabled={refusal !== undefined} reason={refusal} onClick={() => setOpen(true)}>
        Void all that match…
      </Button>
      {open && use ? (
        <VoidUse title="Void all use that matches" use={use} meters={meters} onClose={() => setOpen(false)}>
          <b className="font-medium text-ink">{what}</b>: every record that counts, on all pages of this list. Records
          of other fates stay as they are.
        </VoidUse>
      ) : null}
    </>
  );
}
