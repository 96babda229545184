"use client";
import { useState } from "react";
import { ActionButton } from "@/components/list/action-button";
import { CustomerCombobox } from "@/components/list/customer-combobox";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

type Version = { id: string; number: number };

/** Drafts the next version of a plan from another one. */
export function DraftButton({
  plan,
  version,
  refusal,
}: {
  plan: string;
  version: Version;
  refusal: string | undefined;
}) {
  const { write, pending } = useWrite(useTRPC().plans.draft.mutationOptions(), {
    done: ({ number }) => `Version ${number} is drafted.`,
  });
  return (
    <Button
      size="small"
      pending={pending}
      disabled={refusal !== undefined}
      reason={refusal}
      aria-label={`Draft the next version from ${version.number}`}
      onClick={() => write({ plan, copy: version.id })}
    >
      Draft<span className="max-sm:hidden">&nbsp;from it</span>
    </Button>
  );
}

/** Drafts a version for one customer alone, from the current one. */
export function CustomerDraft({
  plan,
  copy,
  refusal,
}: {
  plan: string;
  copy: string | undefined;
  refusal: string | undefined;
}) {
  const { write, pending } = useWrite(useTRPC().plans.draft.mutationOptions(), {
    done: ({ number }) => `Version ${number} is drafted.`,
  });
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="small" disabled={refusal !== undefined} reason={refusal} onClick={() => setOpen(true)}>
        For one customer…
      </Button>
      {open ? (
        <Dialog title="Draft a version for one customer" open onOpenChange={setOpen}>
          From the current one. This customer alone gets it, once it is published; nobody else sees its charges.
          <CustomerCombobox
            className="mt-3.5"
            onChoose={({ id }) => {
              if (pending) return;
              setOpen(false);
              write({ plan, copy, customerId: id });
            }}
          />
        </Dialog>
      ) : null}
    </>
  );
}

/** Publishes or drops a draft. */
export function DraftActions({ version, refusal }: { version: Version; refusal: string | undefined }) {
  return (
    <div className="flex flex-wrap gap-2">
      <ActionButton
        kind="primary"
        action={{
          label: "Publish…",
          title: `Publish version ${version.number}?`,
          body: "As it was saved last. It never changes from then on. Who subscribes gets it; who is subscribed keeps their version until they are moved.",
          confirm: "Publish",
          done: `Version ${version.number} is published.`,
          id: "publish",
          call: { mutation: "plans.publish", input: { id: version.id } },
          disabledReason: refusal,
        }}
      />
      {version.number > 1 ? (
        <ActionButton
          action={{
            label: "Drop…",
            title: `Drop the draft of version ${version.number}?`,
            body: "Nobody has it. Its charges are lost.",
            confirm: "Drop draft",
            destructive: true,
            done: "Draft dropped.",
            id: "drop",
            call: { mutation: "plans.drop", input: { id: version.id } },
            disabledReason: refusal,
          }}
        />
      ) : null}
    </div>
  );
}
