"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { VoidUse } from "./void-use";

/** Voids all that an import of a file counted. */
export function VoidImport({
  customerId,
  importId,
  what,
  refusal,
  meters,
}: {
  customerId: string;
  importId: string;
  /** In words: "export.csv of Acme". */
  what: string;
  refusal: string | undefined;
  meters: { slug: string; name: string; unit: string }[];
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="danger" disabled={refusal !== undefined} reason={refusal} onClick={() => setOpen(true)}>
        Void…
      </Button>
      {open ? (
        <VoidUse title="Void an import" use={{ customerId, importId }} meters={meters} onClose={() => setOpen(false)}>
          <b className="font-medium text-ink">{what}</b>: every record that this import counted. What an earlier one had
          counted of the same rows stays.
        </VoidUse>
      ) : null}
    </>
  );
}
