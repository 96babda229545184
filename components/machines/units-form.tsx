"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { NumberInput } from "@/components/ui/number-input";

/** How many units of the workload this machine is to run. */
export function UnitsForm({ machineId, units, refusal }: { machineId: string; units: number; refusal?: string }) {
  const { submit, errors, pending } = useWrite(useTRPC().machines.setUnits.mutationOptions(), {
    fixed: { machineId },
    done: "Units saved. The machine applies them at its next heartbeat.",
  });
  return (
    <form onSubmit={submit} noValidate aria-label="Units" className="flex flex-wrap items-end gap-3">
      <NumberInput
        label="Units on this machine"
        name="units"
        defaultValue={String(units)}
        error={errors.units}
        disabled={refusal !== undefined}
        className="w-40"
      />
      <Button type="submit" pending={pending} disabled={refusal !== undefined} reason={refusal}>
        Save
      </Button>
    </form>
  );
}
