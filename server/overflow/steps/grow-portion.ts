import { and, eq, inArray, ne } from "drizzle-orm";
import { billingEvents, overflows } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { markLimitDirty } from "../../billing/lock-standing";
import { usableCapacity } from "../../billing/usable-capacity";
import { changeServiceConfiguration } from "../../configuration/change-service-configuration";
import type { Context } from "../../context";
import { changeEntitlements } from "../../licensing/change-entitlements";
import { Exact, readExact, writeExact } from "../../quantity";
import { type Claim, saveOverflow } from "../claim";
import { recordOverflowStep } from "../record-overflow-step";
import { overflowSets } from "../states";
import { placedQuantity } from "../virtual-resource";
import { configurationOf, machineIfKnown } from "./overflow-machines";
import { moved, type StepOutcome } from "./step";

/**
 * active -> enrolled: room on the overflow machine is used before another one is asked for. The license names the
 * larger quantity first; once the machine acknowledged it, the first machine gives up the difference as it gave up the
 * portion. Called under the lock of the standing, so that two overflows do not both take the same excess.
 * @param excess what is left above the limit now, in the meter's unit
 * @returns null where there is nothing to take, or no room
 */
export async function growPortion(ctx: Context, claim: Claim, excess: string): Promise<StepOutcome | null> {
  const { overflow, parameter } = claim;
  if (parameter.engine.placement !== "placed" || !overflow.placed || !overflow.licenseId) return null;
  const first = {
    machine: await machineIfKnown(ctx, overflow.customerId, overflow.firstMachineId ?? ""),
    wanted: await configurationOf(ctx, overflow.customerId, overflow.firstMachineId ?? ""),
  };
  const room = readExact(usableCapacity(overflow, first, parameter.serviceId) ?? "0").minus(overflow.placed);
  const wanted = readExact(excess).minus(await comingToOthers(ctx, claim));
  if (room.lte(0) || wanted.lte(0)) return null;
  const of = { artefact: parameter.serviceSlug, meter: parameter.engine.meter };
  const more = placedQuantity(of, writeExact(wanted), writeExact(room));
  const placed = writeExact(readExact(overflow.placed).plus(more));
  await changeEntitlements(ctx, {
    customerId: overflow.customerId,
    licenseId: overflow.licenseId,
    entitlements: [{ meter: of.meter, quantity: new Exact(placed).ceil().toFixed(0), unit: parameter.unit }],
  });
  await saveOverflow(ctx, claim, { state: "enrolled", placed });
  await recordOverflowStep(ctx, overflow, "entitled", { state: "running" });
  await recordOverflowStep(ctx, overflow, "carried", {
    state: "running",
    evidence: { grows: `${overflow.placed} to ${placed}` },
  });
  await recordAudit(ctx, {
    customerId: overflow.customerId,
    action: "portion.grown",
    subjectKind: "overflow",
    subjectId: overflow.id,
    detail: { from: overflow.placed, to: placed },
    topic: "overflows",
  });
  return moved;
}

/** What other overflows of this limit are on their way to take of the excess. */
async function comingToOthers(ctx: Context, { overflow, parameter }: Claim): Promise<Exact> {
  const rows = await ctx.tx
    .select({ placed: overflows.placed, carried: overflows.carried, excess: billingEvents.excess })
    .from(overflows)
    .innerJoin(
      billingEvents,
      and(eq(billingEvents.customerId, overflows.customerId), eq(billingEvents.id, overflows.billingEventId)),
    )
    .where(
      and(
        eq(overflows.customerId, overflow.customerId),
        eq(billingEvents.parameterId, parameter.id),
        ne(overflows.id, overflow.id),
        inArray(overflows.state, overflowSets.comingUp),
      ),
    );
  return rows.reduce(
    (sum, { placed, carried, excess }) => sum.plus(Exact.max(0, readExact(placed ?? excess).minus(carried ?? "0"))),
    new Exact(0),
  );
}

/**
 * entitled -> active: a growth that cannot go on is given up. The machine carries what it carried; units that the first
 * machine was to give up for it stay there. What is left above the limit raises the next ordinal.
 */
export async function leaveGrowth(
  ctx: Context,
  claim: Claim,
  { running, reason }: { running: number; reason: string },
): Promise<StepOutcome> {
  const { overflow, parameter } = claim;
  const { customerId, firstMachineId } = overflow;
  const back = readExact(overflow.taken ?? "0").minus(running);
  const first = firstMachineId ? await configurationOf(ctx, customerId, firstMachineId) : null;
  if (first && firstMachineId && back.gt(0))
    await changeServiceConfiguration(ctx, {
      customerId,
      machineId: firstMachineId,
      units: back.plus(first.units).toNumber(),
    });
  await saveOverflow(ctx, claim, { state: "active", placed: String(running), taken: String(running) });
  await recordOverflowStep(ctx, overflow, "carried", {
    state: "done",
    evidence: { grows: `not: ${reason}`, waits: "" },
  });
  await recordOverflowStep(ctx, overflow, "notified", { state: "running" });
  await markLimitDirty(ctx, { customerId, parameterId: parameter.id, at: ctx.now });
  return moved;
}
