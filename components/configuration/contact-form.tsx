"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { TextInput } from "@/components/ui/text-input";

export type Contact = { kind: "main" | "billing" | "technical"; name: string; email: string; phone: string | null };

/** One of a company's contacts. `refusal` says why it may not be changed here. */
export function ContactForm({
  kind,
  contact,
  customerId,
  refusal,
}: {
  kind: Contact["kind"];
  contact?: Contact;
  customerId?: string;
  refusal?: string;
}) {
  const { submit, errors, pending } = useWrite(useTRPC().configuration.setContact.mutationOptions(), {
    fixed: { kind, ...(customerId ? { customerId } : {}) },
    done: "Contact saved.",
  });
  return (
    <form onSubmit={submit} noValidate aria-label={titles[kind]} className="grid gap-3 sm:grid-cols-3">
      <TextInput label="Name" name="name" defaultValue={contact?.name} error={errors.name} disabled={!!refusal} />
      <TextInput
        label="Email"
        name="email"
        type="email"
        defaultValue={contact?.email}
        error={errors.email}
        disabled={!!refusal}
      />
      <TextInput
        label="Telephone"
        optional
        name="phone"
        type="tel"
        defaultValue={contact?.phone ?? ""}
        error={errors.phone}
        disabled={!!refusal}
      />
      <div className="sm:col-span-3">
        <Button type="submit" pending={pending} disabled={!!refusal} reason={refusal}>
          Save
        </Button>
      </div>
    </form>
  );
}

const titles = { main: "Main contact", billing: "Billing contact", technical: "Technical contact" };
