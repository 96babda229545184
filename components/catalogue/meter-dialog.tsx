"use client";
import { useId, useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { MeterFields, type MeterValues } from "./meter-fields";

/** A button, and the dialog in which a meter is added, or one that is there changed. */
export function MeterDialog({ meter, refusal }: { meter?: MeterValues; refusal: string | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        kind={meter ? "normal" : "primary"}
        size={meter ? "small" : "normal"}
        disabled={refusal !== undefined}
        reason={refusal}
        onClick={() => setOpen(true)}
      >
        {meter ? "Change…" : "Add meter…"}
      </Button>
      {open ? <MeterForm meter={meter} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function MeterForm({ meter, onClose }: { meter: MeterValues | undefined; onClose: () => void }) {
  const id = useId();
  const trpc = useTRPC();
  const add = useWrite(trpc.catalogue.addMeter.mutationOptions(), { done: "Meter added.", onDone: onClose });
  const change = useWrite(trpc.catalogue.changeMeter.mutationOptions(), {
    ...(meter && { fixed: { slug: meter.slug } }),
    done: "Meter saved.",
    onDone: onClose,
  });
  const { submit, errors, pending } = meter ? change : add;
  return (
    <Dialog
      title={meter ? `Change ${meter.name}` : "Add a meter"}
      open
      wide
      onOpenChange={(stays) => !stays && !pending && onClose()}
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button type="submit" form={id} kind="primary" pending={pending}>
            {meter ? "Save" : "Add meter"}
          </Button>
        </>
      }
    >
      {meter
        ? "Unit, kind, filter and dimensions are fixed once use is stored, the figure of a window once a limit exists. Another maximum changes nothing about records that are stored."
        : "Records name it by its slug. Use of it that has come already counts within a minute."}
      <form
        id={id}
        onSubmit={submit}
        noValidate
        aria-label="Meter"
        className="mt-3.5 grid gap-3 text-ink sm:grid-cols-2"
      >
        <MeterFields meter={meter} errors={errors} />
      </form>
    </Dialog>
  );
}
