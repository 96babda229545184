"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { LinkButton } from "@/components/ui/link-button";
import { RadioCards } from "@/components/ui/radio-cards";

/** The button of a FOCUS export, with what the file is to be. */
export function FocusDialog({
  address,
  what,
  grain: proposed,
}: {
  /** The file's, without its form. */
  address: string;
  /** In words: "All use of Acme, 1 to 30 Nov 2026 (UTC)". */
  what: string;
  grain: "hour" | "day";
}) {
  const [open, setOpen] = useState(false);
  const [grain, setGrain] = useState<string>(proposed);
  const [format, setFormat] = useState("csv");
  return (
    <>
      <Button icon="download" onClick={() => setOpen(true)}>
        Export FOCUS…
      </Button>
      <Dialog
        title="Export FOCUS"
        open={open}
        onOpenChange={setOpen}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <LinkButton kind="primary" icon="download" download href={`${address}&grain=${grain}&format=${format}`}>
              Download
            </LinkButton>
          </>
        }
      >
        <p>
          <b className="font-medium text-ink">{what}</b>: one row for each machine, cloud, service and meter, whatever
          the page is filtered by. FOCUS 1.2 with the names of 1.3. Cost columns are empty.
        </p>
        <RadioCards
          legend="Charge period"
          name="grain"
          columns={2}
          className="mt-4"
          value={grain}
          onChange={setGrain}
          options={[
            { value: "hour", label: "Hour" },
            { value: "day", label: "Day" },
          ]}
        />
        <RadioCards
          legend="Format"
          name="format"
          columns={2}
          className="mt-4"
          value={format}
          onChange={setFormat}
          options={[
            { value: "csv", label: "CSV", text: "Sent as it is read" },
            { value: "parquet", label: "Parquet", text: "Smaller, with types" },
          ]}
        />
      </Dialog>
    </>
  );
}
