"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { TextInput } from "@/components/ui/text-input";

/** The company's name, as every screen shows it. */
export function RenameCustomerForm({
  customerId,
  name,
  refusal,
}: {
  customerId: string;
  name: string;
  refusal?: string;
}) {
  const { submit, errors, pending } = useWrite(useTRPC().customers.rename.mutationOptions(), {
    fixed: { customerId },
    done: "Name saved.",
  });
  const disabled = refusal !== undefined;
  return (
    <form onSubmit={submit} noValidate aria-label="Name" className="flex flex-wrap items-end gap-3">
      <TextInput
        label="Name"
        name="name"
        defaultValue={name}
        error={errors.name}
        disabled={disabled}
        className="w-full sm:w-80"
      />
      <Button type="submit" pending={pending} disabled={disabled} reason={refusal}>
        Save
      </Button>
    </form>
  );
}
