import { machineFeatures } from "@/db/schema";
import { featuresOf } from "../catalogue/queries";
import type { Machine } from "../collection/queries";
import type { Context } from "../context";
import { newId } from "../ids";
import type { CloudAccount } from "./open-cloud-account";
import { availableFeatures } from "./rules";

/**
 * Holds in the cloud account what it makes available to one machine, by its serial and the allocation it is granted.
 */
export async function describeMachine(
  ctx: Context,
  input: { account: CloudAccount; machine: Machine; allocationBytes: bigint | null },
): Promise<{ features: string[] }> {
  const { account, machine, allocationBytes } = input;
  const features = availableFeatures(await featuresOf(ctx, account.serviceId), allocationBytes);
  const held = { serial: machine.serial, allocationBytes, features };
  await ctx.tx
    .insert(machineFeatures)
    .values({
      customerId: account.customerId,
      id: newId("machineFeatures", ctx.now),
      cloudAccountId: account.id,
      machineId: machine.id,
      ...held,
      createdAt: ctx.now,
    })
    .onConflictDoUpdate({
      target: [machineFeatures.customerId, machineFeatures.cloudAccountId, machineFeatures.machineId],
      set: held,
    });
  return { features };
}
