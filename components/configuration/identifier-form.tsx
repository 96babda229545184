"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { TextInput } from "@/components/ui/text-input";

/** The account identifier: as proposed, or the customer's own. It counts as given once it is confirmed. */
export function IdentifierForm({
  identifier,
  confirmed,
  customerId,
  refusal,
}: {
  identifier: string;
  confirmed: boolean;
  customerId?: string;
  refusal?: string;
}) {
  const { submit, errors, pending } = useWrite(useTRPC().configuration.confirmIdentifier.mutationOptions(), {
    fixed: customerId ? { customerId } : {},
    done: "Account identifier confirmed.",
  });
  return (
    <form onSubmit={submit} noValidate className="grid gap-3 sm:max-w-100">
      <TextInput
        label="Account identifier"
        name="identifier"
        mono
        defaultValue={identifier}
        error={errors.identifier}
        disabled={!!refusal}
        hint={
          confirmed
            ? "The account's name at the provider and the vendors. Usage files and API keys use it."
            : "Proposed from the company's name. Confirm it, or enter the one that you already use."
        }
      />
      <div>
        <Button type="submit" pending={pending} disabled={!!refusal} reason={refusal}>
          {confirmed ? "Change identifier" : "Confirm identifier"}
        </Button>
      </div>
    </form>
  );
}
