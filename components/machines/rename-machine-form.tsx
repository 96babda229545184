"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { TextInput } from "@/components/ui/text-input";

/** The machine's name, as every screen shows it. With `customerId` staff change it for the customer. */
export function RenameMachineForm({
  machineId,
  customerId,
  name,
  refusal,
}: {
  machineId: string;
  customerId?: string;
  name: string;
  refusal?: string;
}) {
  const { submit, errors, pending } = useWrite(useTRPC().machines.rename.mutationOptions(), {
    fixed: { machineId, ...(customerId && { customerId }) },
    done: "Name saved.",
  });
  const disabled = refusal !== undefined;
  return (
    <form key={name} onSubmit={submit} noValidate aria-label="Name" className="grid gap-3">
      <TextInput
        label="Name"
        name="name"
        optional
        defaultValue={name}
        error={errors.name}
        disabled={disabled}
        autoComplete="off"
        hint="Without one the machine has the host name that it reports."
      />
      <div>
        <Button type="submit" pending={pending} disabled={disabled} reason={refusal}>
          Save
        </Button>
      </div>
    </form>
  );
}
