"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { TextInput } from "@/components/ui/text-input";
import type { BookedAccount } from "@/server/money/account-codes";

/** What the provider's bookkeeping calls the accounts of the journal. */
export function AccountCodesForm({ accounts, refusal }: { accounts: BookedAccount[]; refusal?: string }) {
  const { submit, errors, pending } = useWrite(useTRPC().books.setAccounts.mutationOptions(), {
    done: "Account codes saved.",
  });
  const disabled = refusal !== undefined;
  return (
    <form onSubmit={submit} noValidate aria-label="Account codes" className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {accounts.map(({ id, name, code }) => (
          <TextInput
            key={id}
            label={name}
            optional
            name={id}
            defaultValue={code ?? ""}
            error={errors[id]}
            disabled={disabled}
            mono
          />
        ))}
      </div>
      <div>
        <Button type="submit" kind="primary" pending={pending} disabled={disabled} reason={refusal}>
          Save
        </Button>
      </div>
    </form>
  );
}
