import { and, desc, eq, inArray, max, sql } from "drizzle-orm";
import { customers, licenseDocuments, licenses, machineReports, machines } from "@/db/schema";
import type { Service } from "../catalogue/queries";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { licenseSets } from "../licensing/states";
import type { AllocationRule } from "./allocation";
import type { MachineStanding } from "./machine-standing";

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

/**
 * Whose machine this is, its key and how it stands, before any customer is known: in the provider's role.
 * @throws unauthenticated
 */
export async function resolveMachine(
  ctx: Context,
  machineId: string,
): Promise<{ customerId: string; publicKeyPem: string; standing: MachineStanding }> {
  const withdrawnAt = ctx.tx
    .select({ at: max(licenseDocuments.revokedAt) })
    .from(licenseDocuments)
    .where(and(eq(licenseDocuments.customerId, licenses.customerId), eq(licenseDocuments.licenseId, licenses.id)));
  const [row] = await ctx.tx
    .select({
      customerId: machines.customerId,
      publicKeyPem: machines.publicKeyPem,
      state: machines.state,
      enrolledAt: machines.enrolledAt,
      retiredAt: machines.retiredAt,
      customerState: customers.state,
      license: {
        state: licenses.state,
        validTo: licenses.validTo,
        endedAt: licenses.endedAt,
        withdrawnAt: sql<Date | null>`(${withdrawnAt})`.mapWith(licenseDocuments.revokedAt),
      },
    })
    .from(machines)
    .innerJoin(customers, eq(customers.id, machines.customerId))
    .leftJoin(licenses, and(eq(licenses.customerId, machines.customerId), eq(licenses.machineId, machines.id)))
    .where(eq(machines.id, machineId))
    // The current license, else the newest: there is never more than one current.
    .orderBy(desc(inArray(licenses.state, [...licenseSets.current])), desc(licenses.createdAt), desc(licenses.id))
    .limit(1);
  if (!row?.publicKeyPem)
    throw new DomainError("unauthenticated", "This machine is not known here. Install it anew with a new link.");
  const { customerId, publicKeyPem, ...standing } = row;
  return { customerId, publicKeyPem, standing };
}
