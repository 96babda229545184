"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";

const roles = [
  { value: "owner", label: "Owner", detail: "Everything, including people" },
  { value: "billing", label: "Billing", detail: "Company, credit limit, statements, overflow" },
  { value: "technical", label: "Technical", detail: "Machines, links, licenses, keys" },
];

/** Invites a person by email. They join by signing in with that address. */
export function InviteMemberForm({ customerId, refusal }: { customerId?: string; refusal?: string }) {
  // A new key after each invitation empties the form.
  const [sent, setSent] = useState(0);
  const { submit, errors, pending } = useWrite(useTRPC().identity.inviteMember.mutationOptions(), {
    fixed: customerId ? { customerId } : {},
    done: "Invited. The email is on its way.",
    onDone: () => setSent((before) => before + 1),
  });
  const disabled = refusal !== undefined;
  return (
    <form
      key={sent}
      onSubmit={submit}
      noValidate
      className="grid items-start gap-3 sm:grid-cols-[minmax(0,1fr)_200px_auto]"
    >
      <TextInput label="Email" name="email" type="email" error={errors.email} disabled={disabled} autoComplete="off" />
      <Select
        label="Role"
        name="role"
        options={roles}
        defaultValue="technical"
        error={errors.role}
        disabled={disabled}
      />
      <Button type="submit" kind="primary" pending={pending} disabled={disabled} reason={refusal} className="sm:mt-6">
        Invite
      </Button>
    </form>
  );
}
