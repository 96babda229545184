import { machineObservations, type Snapshot } from "@/db/schema";
import type { ApplicationState } from "../collection/states";
import type { Context } from "../context";

export type Observation = {
  customerId: string;
  machineId: string;
  application: ApplicationState;
  message: string | null;
  progress: string | null;
  units: number | null;
  snapshots: Snapshot[] | null;
  licenseSeq: number | null;
  appliedVersion: string | null;
};

/** Stores what the last heartbeat reported; heartbeats leave this receipt, no audit row. */
export async function recordObservation(ctx: Context, observation: Observation): Promise<void> {
  const row = { ...observation, at: ctx.now };
  await ctx.tx
    .insert(machineObservations)
    .values(row)
    .onConflictDoUpdate({ target: [machineObservations.customerId, machineObservations.machineId], set: row });
}
