import { and, eq } from "drizzle-orm";
import { machineObservations, machines, serviceConfigurations } from "@/db/schema";
import type { Machine } from "../../collection/queries";
import type { Context } from "../../context";
import type { Claim } from "../claim";

/** A machine; null when it is unknown. */
export async function machineIfKnown(ctx: Context, customerId: string, machineId: string): Promise<Machine | null> {
  const [machine] = await ctx.tx
    .select()
    .from(machines)
    .where(and(eq(machines.customerId, customerId), eq(machines.id, machineId)));
  return machine ?? null;
}

/** The overflow machine. @throws Error when it has not reported yet */
export async function secondMachine(ctx: Context, { overflow }: Claim): Promise<Machine> {
  const machine = await machineIfKnown(ctx, overflow.customerId, overflow.machineId ?? "");
  if (!machine) throw new Error("The overflow machine has no row.");
  return machine;
}

/** A machine's name for people. */
export const nameOf = (machine: Machine): string => machine.hostname ?? machine.id;

/** Why a machine does not answer now, with its name; null for one that reports. */
export function silenceOf(machine: Machine): string | null {
  if (machine.state === "silent") return `${nameOf(machine)} has missed two heartbeats.`;
  if (machine.state === "quarantined") return `${nameOf(machine)} is quarantined: two machines use its key.`;
  return null;
}

/** The failure that a machine's application reported with the last heartbeat; null where it has not failed. */
export async function failureOf(ctx: Context, machine: Machine): Promise<string | null> {
  if (machine.application !== "failed") return null;
  const [observation] = await ctx.tx
    .select({ message: machineObservations.message })
    .from(machineObservations)
    .where(and(eq(machineObservations.customerId, machine.customerId), eq(machineObservations.machineId, machine.id)));
  return `The application on ${nameOf(machine)} failed: ${observation?.message ?? "it gave no reason."}`;
}

/** A machine's wanted configuration, locked: the customer may change its units while this work does. */
export async function configurationOf(ctx: Context, customerId: string, machineId: string) {
  const [row] = await ctx.tx
    .select()
    .from(serviceConfigurations)
    .where(and(eq(serviceConfigurations.customerId, customerId), eq(serviceConfigurations.machineId, machineId)))
    .for("update");
  return row ?? null;
}
