"use client";
import { ActionButton } from "@/components/list/action-button";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import { type MachineState, machineIs } from "@/server/collection/states";

/**
 * What the company may decide about its machine: approve or reject it, end its quarantine, release its seat. What the
 * person may not do is disabled with the reason.
 */
export function OwnMachineActions({
  machineId,
  name,
  state,
  holdsSeat,
  again,
  refusals,
}: {
  machineId: string;
  name: string;
  state: MachineState;
  /** It has a license that is pending, active or suspended. */
  holdsSeat: boolean;
  /** The page that makes a new command for this machine. */
  again?: string;
  refusals: { approve?: string; release?: string };
}) {
  const machines = useTRPC().machines;
  const approve = useWrite(machines.approve.mutationOptions(), { done: `${name} is approved.` });
  const end = useWrite(machines.endQuarantine.mutationOptions(), { done: `The quarantine of ${name} has ended.` });
  if (state === "pending_approval")
    return (
      <>
        <ActionButton
          action={{
            id: "reject",
            label: "Reject",
            title: `Reject ${name}`,
            body: "It gets neither seat nor license, and its installer removes what it has installed.",
            confirm: "Reject machine",
            destructive: true,
            asksReason: "company",
            disabledReason: refusals.approve,
            done: `${name} is rejected.`,
            call: { mutation: "machines.reject", input: { machineId } },
          }}
        />
        <Button
          kind="primary"
          pending={approve.pending}
          disabled={!!refusals.approve}
          reason={refusals.approve}
          onClick={() => approve.write({ machineId })}
        >
          Approve
        </Button>
      </>
    );
  if (state === "quarantined")
    return (
      <Button
        pending={end.pending}
        disabled={!!refusals.approve}
        reason={refusals.approve}
        onClick={() => end.write({ machineId })}
      >
        End quarantine
      </Button>
    );
  if (machineIs("removable", state))
    return (
      <>
        {machineIs("stopped", state) && again ? (
          <LinkButton href={again} icon="terminal">
            Install again
          </LinkButton>
        ) : null}
        <ActionButton
          action={{
            id: "remove",
            label: "Remove",
            title: `Remove ${name}`,
            body: "It is listed as retired, and what was reserved for it is free. A new command installs it again.",
            confirm: "Remove machine",
            destructive: true,
            asksReason: "company",
            disabledReason: refusals.release,
            done: `${name} is removed.`,
            call: { mutation: "machines.release", input: { machineId } },
          }}
        />
      </>
    );
  if (!holdsSeat) return null;
  return (
    <ActionButton
      action={{
        id: "release",
        label: "Release seat",
        title: `Release the seat of ${name}`,
        body: "The license ends, the machine uninstalls the application at its next heartbeat, and its seat is free for another machine.",
        confirm: "Release seat",
        destructive: true,
        asksReason: "company",
        disabledReason: refusals.release,
        done: `The seat of ${name} is free.`,
        call: { mutation: "machines.release", input: { machineId } },
      }}
    />
  );
}
