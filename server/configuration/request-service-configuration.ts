import { and, eq } from "drizzle-orm";
import { serviceConfigurations } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { newId } from "../ids";
import { lockCustomer } from "./add-customer";
import { customerInformation, type ServiceConfiguration } from "./queries";
import { firstInformation, type InformationKind } from "./rules";

export type ServiceConfigurationRequest = {
  customerId: string;
  machineId: string;
  serviceId: string;
  /** Work placed on this machine from the start, in whole units (Compute node); 0 elsewhere. */
  units: number;
  settings: Record<string, string>;
};

/**
 * A machine has reported: asks for the configuration of its service. Configured at once where one of the customer's
 * informations is here, else the machine waits for it. Idempotent: a second request finds the first and leaves units
 * and settings alone.
 */
export async function requestServiceConfiguration(
  ctx: Context,
  input: ServiceConfigurationRequest,
): Promise<{ state: ServiceConfiguration["state"] }> {
  const { customerId, machineId, serviceId, units, settings } = input;
  let information = await customerInformation(ctx, customerId);
  if (!information.any) {
    // Nothing here as this transaction sees it. Under the lock that every information takes, look again: it may just
    // have arrived.
    await lockCustomer(ctx, customerId);
    information = await customerInformation(ctx, customerId);
  }
  await ctx.tx
    .insert(serviceConfigurations)
    .values({
      customerId,
      id: newId("serviceConfiguration", ctx.now),
      machineId,
      serviceId,
      state: "waiting",
      units,
      settings,
      version: 1,
      appliedVersion: 0,
      paused: false,
      createdAt: ctx.now,
    })
    .onConflictDoNothing({ target: [serviceConfigurations.customerId, serviceConfigurations.machineId] });
  const trigger = firstInformation(information);
  if (!trigger) return { state: "waiting" };
  await configureService(ctx, { customerId, machineId, triggeredBy: trigger });
  return { state: "configured" };
}

/** Configures the service on one machine that waits; one that is configured already is left alone. */
export async function configureService(
  ctx: Context,
  input: { customerId: string; machineId: string; triggeredBy: InformationKind },
): Promise<void> {
  const { customerId, machineId, triggeredBy } = input;
  const configured = await ctx.tx
    .update(serviceConfigurations)
    .set({ state: "configured", triggeredBy, configuredAt: ctx.now })
    .where(
      and(
        eq(serviceConfigurations.customerId, customerId),
        eq(serviceConfigurations.machineId, machineId),
        eq(serviceConfigurations.state, "waiting"),
      ),
    )
    .returning({ serviceId: serviceConfigurations.serviceId });
  if (configured.length === 0) return;
  await recordAudit(ctx, {
    customerId,
    action: "service.configured",
    subjectKind: "machine",
    subjectId: machineId,
    detail: { triggeredBy, service: configured[0]?.serviceId ?? "" },
    topic: "machines",
  });
}
