import { and, asc, eq } from "drizzle-orm";
import { serviceConfigurations } from "@/db/schema";
import type { Context } from "../context";
import { configureService } from "./request-service-configuration";
import type { InformationKind } from "./rules";

/**
 * One of the customer's informations has arrived: configures the service on each machine that waits for it. Called
 * inside the verbs that receive information, which hold the customer's lock.
 * @returns the machines that can go on.
 */
export async function configureWaitingServices(
  ctx: Context,
  input: { customerId: string; triggeredBy: InformationKind },
): Promise<{ machineIds: string[] }> {
  const waiting = await ctx.tx
    .select({ machineId: serviceConfigurations.machineId })
    .from(serviceConfigurations)
    .where(and(eq(serviceConfigurations.customerId, input.customerId), eq(serviceConfigurations.state, "waiting")))
    .orderBy(asc(serviceConfigurations.createdAt));
  for (const { machineId } of waiting) await configureService(ctx, { ...input, machineId });
  return { machineIds: waiting.map((row) => row.machineId) };
}
