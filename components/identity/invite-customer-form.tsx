"use client";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { TextInput } from "@/components/ui/text-input";

/** Adds a company and invites its first person. */
export function InviteCustomerForm({ refusal }: { refusal?: string }) {
  const router = useRouter();
  const { submit, errors, pending } = useWrite(useTRPC().customers.invite.mutationOptions(), {
    done: "Customer invited.",
    onDone: (customer) => router.push(`/admin/customers/${customer.id}` as Route),
  });
  const disabled = refusal !== undefined;
  return (
    <form onSubmit={submit} noValidate className="grid gap-4 sm:grid-cols-2">
      <TextInput
        label="Company"
        name="name"
        error={errors.name}
        disabled={disabled}
        autoComplete="off"
        className="sm:col-span-2"
      />
      <TextInput
        label="Email of its owner"
        name="email"
        type="email"
        error={errors.email}
        disabled={disabled}
        autoComplete="off"
        className="sm:col-span-2"
      />
      <TextInput
        label="Account identifier"
        optional
        name="identifier"
        mono
        error={errors.identifier}
        disabled={disabled}
        hint="Without one, an identifier is proposed, which the customer confirms."
        className="sm:col-span-2"
      />
      <TextInput
        label="Currency"
        optional="default: the installation's"
        name="currency"
        error={errors.currency}
        disabled={disabled}
        placeholder="EUR"
      />
      <TextInput
        label="Billing time zone"
        optional="default: UTC"
        name="timeZone"
        error={errors.timeZone}
        disabled={disabled}
        placeholder="Europe/Berlin"
      />
      <div className="sm:col-span-2">
        <Button kind="primary" type="submit" pending={pending} disabled={disabled} reason={refusal}>
          Invite customer
        </Button>
      </div>
    </form>
  );
}
