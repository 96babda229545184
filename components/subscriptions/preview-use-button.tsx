"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Notice } from "@/components/ui/notice";
import { NumberInput } from "@/components/ui/number-input";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { type EnteredMeter, EnteredRows, enteredUses, firstRow } from "@/components/usage/entered-rows";
import type { UsePreview as Preview } from "@/server/workflow/preview-use";
import { UsePreview } from "./use-preview";

type Props = { customerId: string; meters: EnteredMeter[]; clouds: { slug: string; name: string }[] };

/** A button, and the dialog that shows what a customer's standings would say by other use. */
export function PreviewUseButton(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Preview other use…</Button>
      {open ? <PreviewDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

const every = "every";

function PreviewDialog({ customerId, meters, clouds, onClose }: Props & { onClose: () => void }) {
  const [way, setWay] = useState("factor");
  const [factor, setFactor] = useState("1.3");
  const [meter, setMeter] = useState(every);
  const [rows, setRows] = useState([firstRow(meters)]);
  const [seen, setSeen] = useState<{ asked: string; preview: Preview }>();
  const [refusal, setRefusal] = useState<string>();
  const { confirm, pending } = useWrite(useTRPC().subscriptions.previewUse.mutationOptions());
  const other =
    way === "factor"
      ? { factor: factor.trim(), ...(meter !== every && { meter }) }
      : { uses: enteredUses(rows, meters) };
  const asked = JSON.stringify(other);
  const look = async () => {
    const refused = await confirm({ customerId, ...other }, (preview) => {
      setSeen({ asked, preview });
      return undefined;
    });
    setRefusal(refused);
    if (refused) setSeen(undefined);
  };
  return (
    <Dialog
      title="Preview other use"
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button kind="primary" pending={pending} onClick={look}>
            Preview
          </Button>
        </>
      }
    >
      <p>What would each limit say, and what would follow? Nothing is recorded, raised or charged.</p>
      <Segmented
        className="mt-3"
        label="Which use"
        name="way"
        items={[
          { label: "All use multiplied", value: "factor" },
          { label: "Single uses", value: "uses" },
        ]}
        value={way}
        onChange={setWay}
      />
      {way === "factor" ? (
        <div className="mt-3 grid gap-3 text-ink sm:grid-cols-2">
          <NumberInput
            label="Times as much"
            hint="1.3 is 30 % more, 0.5 is half of it. What overflow machines carry stays."
            value={factor}
            onChange={({ target }) => setFactor(target.value)}
          />
          <Select
            label="Meter"
            options={[
              { value: every, label: "Every meter" },
              ...meters.map(({ slug, name }) => ({ value: slug, label: name })),
            ]}
            value={meter}
            onChange={setMeter}
          />
        </div>
      ) : (
        <EnteredRows rows={rows} onChange={setRows} meters={meters} clouds={clouds} most={10} timeOptional="now" />
      )}
      {refusal ? (
        <Notice kind="over" live className="mt-3.5">
          {refusal}
        </Notice>
      ) : null}
      {seen?.asked === asked ? <UsePreview preview={seen.preview} /> : null}
    </Dialog>
  );
}
