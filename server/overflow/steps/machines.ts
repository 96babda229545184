import { and, eq } from "drizzle-orm";
import { machineObservations, machines, serviceConfigurations } from "@/db/schema";
import type { Context } from "../../context";
import { usageStore } from "../../usage/store/usage-store";
import type { Claim } from "../claim";

export type MachineRow = typeof machines.$inferSelect;

export async function machineRow(ctx: Context, customerId: string, machineId: string): Promise<MachineRow | null> {
  const [machine] = await ctx.tx
    .select()
    .from(machines)
    .where(and(eq(machines.customerId, customerId), eq(machines.id, machineId)));
  return machine ?? null;
}

export async function secondMachine(ctx: Context, { overflow }: Claim): Promise<MachineRow> {
  const machine = await machineRow(ctx, overflow.customerId, overflow.machineId ?? "");
  if (!machine) throw new Error("The overflow machine has no row.");
  return machine;
}

/** As people call it. */
export const nameOf = (machine: MachineRow): string => machine.hostname ?? machine.id;

/** Why a machine will not answer now, with its name and since when; null for one that speaks. */
export function silenceOf(machine: MachineRow): string | null {
  const since = machine.lastHeartbeatAt ? ` since ${minute(machine.lastHeartbeatAt)}` : "";
  if (machine.state === "silent") return `${nameOf(machine)} has said nothing${since}.`;
  if (machine.state === "quarantined") return `${nameOf(machine)} is quarantined${since}: two machines use its key.`;
  return null;
}

const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** What a machine's application said with its last heartbeat, where that is a failure. */
export async function failureOf(ctx: Context, machine: MachineRow): Promise<string | null> {
  if (machine.application !== "failed") return null;
  const [said] = await ctx.tx
    .select({ message: machineObservations.message })
    .from(machineObservations)
    .where(and(eq(machineObservations.customerId, machine.customerId), eq(machineObservations.machineId, machine.id)));
  return `The application on ${nameOf(machine)} failed: ${said?.message ?? "it does not say why."}`;
}

/**
 * What a machine is wanted to do, locked: units are added to it and taken from it while the customer may change them
 * too.
 */
export async function configurationOf(ctx: Context, customerId: string, machineId: string) {
  const [row] = await ctx.tx
    .select()
    .from(serviceConfigurations)
    .where(and(eq(serviceConfigurations.customerId, customerId), eq(serviceConfigurations.machineId, machineId)))
    .for("update");
  return row ?? null;
}

/** What a machine last reported of a meter. */
export function lastUse(
  ctx: Context,
  customerId: string,
  machineId: string,
  meter: string,
): Promise<{ value: string; at: Date } | null> {
  return usageStore.lastValue(ctx, { customerId, machineId, meter });
}
