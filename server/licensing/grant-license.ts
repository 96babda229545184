import { and, eq, inArray } from "drizzle-orm";
import { type Entitlement, licenses } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { planById, serviceById } from "../catalogue/queries";
import { grantedAllocation } from "../collection/allocation";
import { grantAllocation } from "../collection/grant-allocation";
import { lockMachine, type Machine } from "../collection/queries";
import { serviceConfigurationOf } from "../configuration/queries";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { newId } from "../ids";
import { serviceKind } from "../services/shipped-services";
import { describeMachine } from "./describe-machine";
import { type CloudAccount, openCloudAccount } from "./open-cloud-account";
import { type License, licenseById } from "./queries";
import { licenseMs, policyVersion } from "./rules";
import { licenseSets } from "./states";
import { findSeat, holdSeat } from "./take-seat";

/**
 * An overflow license: whose it is derived from, the event that caused it, and what is placed there, in whole units.
 */
export type OverflowGrant = { derivedFrom: string; billingEventId: string; entitlements: Entitlement[] };

/**
 * Grants a machine its license from the customer's cloud account: a row `pending`, its seat reserved for 30 min, no
 * document yet. Needs both informations: the machine's own report, and the customer's, by which the service was
 * configured. Idempotent: granted before, the reservation is renewed. A machine that will need approval is given no
 * seat, an overflow machine takes none of the customer's.
 * @returns the license, or `noSeat` when none is left.
 * @throws conflict with one information alone.
 */
export async function grantLicense(
  ctx: Context,
  input: { customerId: string; machineId: string; overflow?: OverflowGrant },
): Promise<License | { noSeat: true }> {
  const machine = await lockMachine(ctx, input.customerId, input.machineId);
  const configuration = await serviceConfigurationOf(ctx, machine.id);
  if (!machine.reportedAt || configuration?.state !== "configured")
    throw new DomainError("conflict", "A license needs the machine's report and the customer's information, both.");
  const held = await heldLicense(ctx, machine);
  const account = await openCloudAccount(ctx, { customerId: input.customerId, serviceId: machine.serviceId });
  const needsSeat = !input.overflow && !machine.needsApproval;
  if (held && (held.state !== "pending" || !needsSeat)) return held;
  const licenseId = held?.id ?? newId("license", ctx.now);
  const seatOf = { customerId: input.customerId, cloudAccountId: account.id, licenseId };
  const seat = needsSeat ? await findSeat(ctx, seatOf) : null;
  if (needsSeat && !seat) return { noSeat: true };
  if (!held) await insertLicense(ctx, licenseId, machine, account, input.overflow);
  if (seat) await holdSeat(ctx, { ...seatOf, seat }, "reserve");
  const license = await licenseById(ctx, input.customerId, licenseId);
  if (!held)
    await recordAudit(ctx, {
      customerId: input.customerId,
      action: "license.granted",
      subjectKind: "license",
      subjectId: licenseId,
      detail: { machine: machine.id, kind: license.kind, allocationBytes: license.allocationBytes?.toString() ?? "" },
      topic: "licenses",
    });
  return license;
}

async function heldLicense(ctx: Context, machine: Machine): Promise<License | null> {
  const [row] = await ctx.tx
    .select()
    .from(licenses)
    .where(
      and(
        eq(licenses.customerId, machine.customerId),
        eq(licenses.machineId, machine.id),
        inArray(licenses.state, licenseSets.current),
      ),
    )
    .limit(1);
  return row ?? null;
}

async function insertLicense(
  ctx: Context,
  id: string,
  machine: Machine,
  account: CloudAccount,
  overflow: OverflowGrant | undefined,
): Promise<void> {
  const [plan, service] = [await planById(ctx, account.planId), await serviceById(ctx, account.serviceId)];
  const first = overflow ? await licenseById(ctx, account.customerId, overflow.derivedFrom) : null;
  const recomputed = machine.recomputedAllocationBytes;
  const allocationBytes = recomputed === null ? null : grantedAllocation(recomputed, plan.allocationMaximumBytes);
  const { features } = await describeMachine(ctx, { account, machine, allocationBytes });
  await grantAllocation(ctx, { customerId: machine.customerId, machineId: machine.id, allocationBytes });
  await ctx.tx.insert(licenses).values({
    customerId: machine.customerId,
    id,
    machineId: machine.id,
    serviceId: account.serviceId,
    cloudAccountId: account.id,
    kind: overflow ? "overflow" : "standard",
    state: "pending",
    derivedFrom: overflow?.derivedFrom ?? null,
    billingEventId: overflow?.billingEventId ?? null,
    allocationBytes,
    serial: machine.serial,
    // The customer's entitlements on the first machine pass on whole: same features, rights and service level.
    features: first?.features ?? features,
    accessRights: first?.accessRights ?? [`run:${service.slug}`],
    serviceLevel: first?.serviceLevel ?? plan.serviceLevel,
    entitlements: overflow?.entitlements ?? serviceKind(service.slug).entitlements({ ...service, allocationBytes }),
    policyVersion,
    seq: 0,
    validFrom: ctx.now,
    validTo: new Date(ctx.now.getTime() + licenseMs),
    createdAt: ctx.now,
  });
}
