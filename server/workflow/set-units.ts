import { serviceById } from "../catalogue/queries";
import { machineById } from "../collection/queries";
import { changeServiceConfiguration } from "../configuration/change-service-configuration";
import type { Context } from "../context";
import { DomainError } from "../errors";

/**
 * How many units of the workload a machine of the customer's is to run; it hears of it with its next heartbeat. What an
 * overflow machine runs is Spillway's to decide. @throws conflict for such a machine, or one whose service runs no
 * units.
 */
export async function setUnits(
  ctx: Context,
  input: { customerId: string; machineId: string; units: number },
): Promise<{ version: number }> {
  const machine = await machineById(ctx, input.customerId, input.machineId);
  if (machine.kind === "overflow")
    throw new DomainError(
      "conflict",
      "Spillway decides what an overflow machine carries. Change the units of the machine it helps.",
    );
  const service = await serviceById(ctx, machine.serviceId);
  if (service.overflowMeter !== "units")
    throw new DomainError("conflict", `${service.name} runs no units of a workload.`);
  return changeServiceConfiguration(ctx, input);
}
