"use client";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { NumberInput } from "@/components/ui/number-input";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";

/** A button, and the dialog in which a plan is added; then its first version is drafted. */
export function PlanDialog({
  services,
  refusal,
}: {
  services: { slug: string; name: string }[];
  refusal: string | undefined;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" disabled={refusal !== undefined} reason={refusal} onClick={() => setOpen(true)}>
        Add plan…
      </Button>
      {open ? <PlanForm services={services} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function PlanForm({ services, onClose }: { services: { slug: string; name: string }[]; onClose: () => void }) {
  const id = useId();
  const router = useRouter();
  const { submit, errors, pending } = useWrite(useTRPC().plans.add.mutationOptions(), {
    done: "Plan added. Write what it charges, and publish it.",
    onDone: ({ slug }) => {
      onClose();
      router.push(`/admin/catalogue/plans/${slug}`);
    },
  });
  return (
    <Dialog
      title="Add a plan"
      open
      wide
      onOpenChange={(stays) => !stays && !pending && onClose()}
      footer={
        <>
          <Button onClick={onClose} disabled={pending}>
            Cancel
          </Button>
          <Button type="submit" form={id} kind="primary" pending={pending}>
            Add plan
          </Button>
        </>
      }
    >
      What machines of it may use never changes; what it charges changes by versions.
      <form
        id={id}
        onSubmit={submit}
        noValidate
        aria-label="Plan"
        className="mt-3.5 grid gap-3 text-ink sm:grid-cols-2"
      >
        <Select
          label="Service"
          name="service"
          options={services.map(({ slug, name }) => ({ value: slug, label: name }))}
          error={errors.service}
        />
        <TextInput label="Name" name="name" maxLength={80} error={errors.name} />
        <TextInput
          label="Slug"
          name="slug"
          maxLength={60}
          error={errors.slug}
          hint="Small letters, digits and hyphens. It never changes."
        />
        <NumberInput label="Seats" name="seats" error={errors.seats} hint="So many machines are licensed by it." />
        <NumberInput
          label="Most for a machine"
          name="allocationMaximum"
          unit="GiB"
          defaultValue="0"
          error={errors.allocationMaximum}
          hint="Of storage. 0 for a service without storage."
        />
        <TextInput
          label="Service level"
          optional
          name="serviceLevel"
          maxLength={80}
          error={errors.serviceLevel}
          hint="Like 99.9 % a month."
        />
      </form>
    </Dialog>
  );
}
