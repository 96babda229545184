"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";

const roles = [
  { value: "owner", label: "Owner", detail: "Everything, including staff" },
  { value: "operator", label: "Operator", detail: "Runs machines, links, clouds, customers" },
  { value: "finance", label: "Finance", detail: "Money and credit limits" },
  { value: "support", label: "Support", detail: "Read only; may view as customer" },
];

/** Adds a member of staff, who receives an email and signs in with that address. */
export function AddStaffForm({ refusal }: { refusal?: string }) {
  const [added, setAdded] = useState(0);
  const { submit, errors, pending } = useWrite(useTRPC().identity.addStaff.mutationOptions(), {
    done: "Added. The email is on its way.",
    onDone: () => setAdded((before) => before + 1),
  });
  const disabled = refusal !== undefined;
  return (
    <form
      key={added}
      onSubmit={submit}
      noValidate
      className="grid items-start gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_180px_auto]"
    >
      <TextInput label="Name" name="name" error={errors.name} disabled={disabled} autoComplete="off" />
      <TextInput label="Email" name="email" type="email" error={errors.email} disabled={disabled} autoComplete="off" />
      <Select
        label="Role"
        name="role"
        options={roles}
        defaultValue="operator"
        error={errors.role}
        disabled={disabled}
      />
      <Button type="submit" kind="primary" pending={pending} disabled={disabled} reason={refusal} className="sm:mt-6">
        Add
      </Button>
    </form>
  );
}
