import { and, desc, eq } from "drizzle-orm";
import { machineReports, machines } from "@/db/schema";
import type { Service } from "../catalogue/queries";
import type { Context } from "../context";
import { notFound } from "../errors";
import type { AllocationRule } from "./allocation";

export type Machine = typeof machines.$inferSelect;

/** The allocation rule as the catalogue stores it for a service. */
export const ruleOf = (service: Service): AllocationRule => ({
  fractionPermille: service.allocationFractionPermille,
  reserveBytes: service.allocationReserveBytes,
  reservePermille: service.allocationReservePermille,
  stepBytes: service.allocationStepBytes,
  minimumBytes: service.allocationMinimumBytes,
});

/** @throws not_found, also where it is another customer's. */
export async function machineById(ctx: Context, customerId: string, machineId: string): Promise<Machine> {
  const [row] = await ctx.tx
    .select()
    .from(machines)
    .where(and(eq(machines.customerId, customerId), eq(machines.id, machineId)));
  if (!row) throw notFound("machine", machineId);
  return row;
}

/** The machine with its row locked until the transaction ends. @throws not_found */
export async function lockMachine(ctx: Context, customerId: string, machineId: string): Promise<Machine> {
  const [row] = await ctx.tx
    .select()
    .from(machines)
    .where(and(eq(machines.customerId, customerId), eq(machines.id, machineId)))
    .for("update");
  if (!row) throw notFound("machine", machineId);
  return row;
}

/** Everything it reported, newest first. */
export function reportsOf(ctx: Context, customerId: string, machineId: string, limit = 50) {
  return ctx.tx
    .select()
    .from(machineReports)
    .where(and(eq(machineReports.customerId, customerId), eq(machineReports.machineId, machineId)))
    .orderBy(desc(machineReports.receivedAt), desc(machineReports.id))
    .limit(limit);
}

/** Facts of the newest report: what the machine itself reported last. */
export async function latestFacts(
  ctx: Context,
  customerId: string,
  machineId: string,
): Promise<Record<string, string>> {
  const [row] = await reportsOf(ctx, customerId, machineId, 1);
  return row?.facts ?? {};
}
