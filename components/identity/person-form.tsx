"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { TextInput } from "@/components/ui/text-input";

/** The name of the person signed in, and the button that ends all their sessions. */
export function PersonForm({ name, refusal }: { name: string; refusal?: string }) {
  const trpc = useTRPC();
  const { submit, errors, pending } = useWrite(trpc.identity.setMyName.mutationOptions(), {
    done: "Name saved.",
  });
  const end = useWrite(trpc.identity.endMySessions.mutationOptions(), {
    onDone: () => window.location.assign("/sign-in"),
  });
  const disabled = refusal !== undefined;
  return (
    <form onSubmit={submit} noValidate className="grid gap-3 sm:max-w-100">
      <TextInput
        label="Name"
        name="name"
        autoComplete="name"
        defaultValue={name}
        error={errors.name}
        disabled={disabled}
        hint="Shown to colleagues and in the audit log."
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" pending={pending} disabled={disabled} reason={refusal}>
          Save
        </Button>
        <ConfirmDialog
          trigger="End all my sessions"
          title="End all your sessions"
          confirm="End sessions"
          onConfirm={() => end.confirm()}
        >
          You are signed out on every device, including this one. Sign in again with an emailed link.
        </ConfirmDialog>
      </div>
    </form>
  );
}
