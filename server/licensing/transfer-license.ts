import { and, eq } from "drizzle-orm";
import { licenses } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { planById, serviceById } from "../catalogue/queries";
import { grantedAllocation } from "../collection/allocation";
import { grantAllocation } from "../collection/grant-allocation";
import { lockMachine } from "../collection/queries";
import { machineIs } from "../collection/states";
import { serviceConfigurationOf } from "../configuration/queries";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { serviceKind } from "../services/shipped-services";
import { describeMachine } from "./describe-machine";
import { endLicense } from "./end-license";
import { openCloudAccount } from "./open-cloud-account";
import { licenseOf, lockLicense } from "./queries";
import { limitChurn } from "./release-license";
import { licenseIs } from "./states";
import { withdrawDocuments } from "./withdraw-documents";

/**
 * Moves a license, its seat with it, to another machine of the customer that has reported and waits. The documents of
 * the first machine are called back; the license is pending again until the other one enrols. Limited in frequency as a
 * release is.
 * @throws conflict
 */
export async function transferLicense(
  ctx: Context,
  input: { customerId: string; licenseId: string; toMachineId: string; reason: string },
): Promise<void> {
  const { customerId, toMachineId } = input;
  const target = await lockMachine(ctx, customerId, toMachineId);
  const license = await lockLicense(ctx, customerId, input.licenseId);
  if (license.kind !== "standard" || license.state !== "active")
    throw new DomainError("conflict", "Only an active license of an ordinary machine can be transferred.");
  if (target.serviceId !== license.serviceId)
    throw new DomainError("conflict", "That machine is set up for another service.");
  const held = await licenseOf(ctx, customerId, toMachineId);
  if (held && licenseIs("bound", held.state)) throw new DomainError("conflict", "That machine has a license already.");
  const configuration = await serviceConfigurationOf(ctx, toMachineId);
  if (!machineIs("beforeEnrolment", target.state) || target.needsApproval || configuration?.state !== "configured")
    throw new DomainError("conflict", "That machine cannot take a license over: let it report, and approve it first.");
  await limitChurn(ctx, license);
  if (held?.state === "pending") await endLicense(ctx, held, "released", input.reason);
  const account = await openCloudAccount(ctx, { customerId, serviceId: license.serviceId });
  const [plan, service] = [await planById(ctx, account.planId), await serviceById(ctx, license.serviceId)];
  const recomputed = target.recomputedAllocationBytes;
  const allocationBytes = recomputed === null ? null : grantedAllocation(recomputed, plan.allocationMaximumBytes);
  const { features } = await describeMachine(ctx, { account, machine: target, allocationBytes });
  await grantAllocation(ctx, { customerId, machineId: toMachineId, allocationBytes });
  await withdrawDocuments(ctx, { customerId, licenseId: license.id });
  await ctx.tx
    .update(licenses)
    .set({
      machineId: toMachineId,
      state: "pending",
      seq: 0,
      serial: target.serial,
      allocationBytes,
      features,
      entitlements: serviceKind(service.slug).entitlements({ ...service, allocationBytes }),
    })
    .where(and(eq(licenses.customerId, customerId), eq(licenses.id, license.id)));
  await recordAudit(ctx, {
    customerId,
    action: "license.transferred",
    subjectKind: "license",
    subjectId: license.id,
    detail: { from: license.machineId, to: toMachineId, reason: input.reason },
    topic: "licenses",
  });
}
