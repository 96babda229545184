"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";

/** Moves a subscription to another version of its plan: at once, or when its charges renew. */
export function MoveForm({
  customerId,
  subscriptionId,
  current,
  choices,
  refusal,
}: {
  customerId: string;
  subscriptionId: string;
  /** The version that it has now. */
  current: string | undefined;
  choices: { value: string; label: string; detail: string }[];
  refusal: string | undefined;
}) {
  const [versionId, setVersionId] = useState(choices[0]?.value ?? "");
  const { write, pending } = useWrite(useTRPC().subscriptions.move.mutationOptions(), { done: "Subscription moved." });
  const move = (at: "now" | "renewal") => write({ customerId, subscriptionId, versionId, at });
  return (
    <div className="grid content-start gap-3">
      <h3 className="text-sm font-semibold">Move to another version</h3>
      <Select
        label="Version"
        options={choices.map((one) => (one.value === current ? { ...one, label: `${one.label}, as now` } : one))}
        value={versionId}
        onChange={setVersionId}
      />
      <div className="flex flex-wrap gap-2">
        <Button
          pending={pending}
          disabled={refusal !== undefined || versionId === ""}
          reason={refusal}
          onClick={() => move("now")}
        >
          Move now
        </Button>
        <Button
          pending={pending}
          disabled={refusal !== undefined || versionId === ""}
          reason={refusal}
          onClick={() => move("renewal")}
        >
          Move at renewal
        </Button>
      </div>
      <p className="text-xs text-ink-3">
        Now: each version is charged for its seconds of the period. A move that was to come is replaced.
      </p>
    </div>
  );
}
