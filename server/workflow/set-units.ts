import { serviceById } from "../catalogue/queries";
import { machineById } from "../collection/queries";
import { changeServiceConfiguration } from "../configuration/change-service-configuration";
import { refuseClosedCustomer } from "../configuration/refuse-closed-customer";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { serviceKind } from "../services/shipped-services";

/**
 * Sets how many units of the workload a customer's machine runs from its next heartbeat on. Spillway alone places the
 * work of an overflow machine.
 * @throws conflict for such a machine, one whose service runs no units, and for a closed customer
 */
export async function setUnits(
  ctx: Context,
  input: { customerId: string; machineId: string; units: number },
): Promise<{ version: number }> {
  await refuseClosedCustomer(ctx, input.customerId);
  const machine = await machineById(ctx, input.customerId, input.machineId);
  if (machine.kind === "overflow")
    throw new DomainError(
      "conflict",
      "The portal decides what an overflow machine carries. Change the units of the machine it helps.",
    );
  const service = await serviceById(ctx, machine.serviceId);
  if (!serviceKind(service.slug).traits.runsUnits)
    throw new DomainError("conflict", `${service.name} runs no units of a workload.`);
  return changeServiceConfiguration(ctx, input);
}
