"use client";
import { ActionButton } from "@/components/list/action-button";
import { CustomerCombobox } from "@/components/list/customer-combobox";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";

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
      Draft from it
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
  return (
    <details className="relative">
      <summary className="cursor-pointer text-sm font-medium">For one customer…</summary>
      <div className="absolute right-0 z-10 mt-1 w-72 rounded-md border border-line bg-surface p-3">
        <p className="mb-2 text-xs text-ink-3">
          A version that this customer alone gets, from the current one. Its charges are shown to nobody else.
        </p>
        {refusal ? (
          <p className="text-sm">{refusal}</p>
        ) : (
          <CustomerCombobox onChoose={({ id }) => !pending && write({ plan, copy, customerId: id })} />
        )}
      </div>
    </details>
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
