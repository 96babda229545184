import { and, eq } from "drizzle-orm";
import { overflows } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { markLimitDirty } from "../../billing/lock-standing";
import { driverFor } from "../../clouds/driver-for";
import { setMachineState } from "../../collection/set-machine-state";
import { machineIs } from "../../collection/states";
import { changeServiceConfiguration } from "../../configuration/change-service-configuration";
import { type Context, inProvider, type Request } from "../../context";
import { licenseOf } from "../../licensing/queries";
import { releaseLicense } from "../../licensing/release-license";
import { readExact } from "../../quantity";
import { usageStore } from "../../usage/store/usage-store";
import { type Claim, saveOverflow } from "../claim";
import { recordOverflowStep } from "../record-overflow-step";
import { releaseReservation } from "../release-reservation";
import type { OverflowState } from "../states";
import { configurationOf, machineIfKnown } from "./overflow-machines";
import { moved, type Step, type StepOutcome, wait } from "./step";

/**
 * retiring -> retired: drain, return the work, release the license, delete the machine, return the capacity. Each part
 * is checked before it is done.
 */
export const retire: Step = (request, claim) => takeDown(request, claim, { state: "retired" });

/** unwinding -> failed: the same for an overflow that was given up. */
export const undo: Step = (request, claim) => takeDown(request, claim, { state: "failed" });

async function takeDown(request: Request, claim: Claim, ending: { state: OverflowState }): Promise<StepOutcome> {
  const drained = await inProvider(request, (ctx) => drain(ctx, claim));
  if (drained) return drained;
  const { overflow } = claim;
  if (overflow.cloudId && overflow.instanceId) {
    const driver = await driverFor(overflow.cloudId, "machines", {
      customerId: overflow.customerId,
      subjectKind: "overflow",
      subjectId: overflow.id,
    });
    await driver.deleteMachine(overflow.instanceId);
  }
  return inProvider(request, async (ctx) => {
    // The machine is gone: work that it did not give up goes back now.
    await returnWork(ctx, claim);
    const license = overflow.machineId ? await licenseOf(ctx, overflow.customerId, overflow.machineId) : null;
    if (license)
      await releaseLicense(ctx, {
        customerId: overflow.customerId,
        licenseId: license.id,
        reason: "The overflow machine was retired.",
      });
    if (overflow.machineId)
      await setMachineState(ctx, { customerId: overflow.customerId, machineId: overflow.machineId, state: "retired" });
    await releaseReservation(ctx, overflow);
    await saveOverflow(ctx, claim, { ...ending, carried: "0", taken: null });
    await recordOverflowStep(ctx, overflow, "retiring", {
      state: "done",
      evidence: { instance: overflow.instanceId ? `${overflow.instanceId} deleted` : "gone at its cloud" },
    });
    await markLimitDirty(ctx, { customerId: overflow.customerId, parameterId: claim.parameter.id, at: ctx.now });
    await recordAudit(ctx, {
      customerId: overflow.customerId,
      action: `overflow.${ending.state}`,
      subjectKind: "overflow",
      subjectId: overflow.id,
      topic: "overflows",
    });
    return moved;
  });
}

/**
 * The overflow machine gives its work up first, then the first machine takes it back, so that no unit runs twice. One
 * that never enrolled, is silent or quarantined does not report that: it is deleted as it is, and the work goes back
 * after that.
 * @returns null once it is drained
 */
async function drain(ctx: Context, claim: Claim): Promise<StepOutcome | null> {
  const { overflow } = claim;
  if (!overflow.machineId) return null;
  const machine = await machineIfKnown(ctx, overflow.customerId, overflow.machineId);
  const mine = await configurationOf(ctx, overflow.customerId, overflow.machineId);
  if (machine && mine && mine.units > 0) {
    await changeServiceConfiguration(ctx, { customerId: overflow.customerId, machineId: overflow.machineId, units: 0 });
    return wait(1, "The overflow machine has to give up its work.");
  }
  if (!machine || !mine || !machineIs("reporting", machine.state)) return null;
  const use = await usageStore.lastValue(ctx, {
    customerId: overflow.customerId,
    machineId: overflow.machineId,
    meter: claim.parameter.engine.meter,
  });
  if (mine.appliedVersion < mine.version || (use && readExact(use.value).gt(0)))
    return wait(2, "The overflow machine still runs the portion.");
  await returnWork(ctx, claim);
  if (overflow.taken !== null) await saveOverflow(ctx, claim, { taken: null });
  return null;
}

/** Returns to the first machine what was taken from it, once. */
async function returnWork(ctx: Context, { overflow }: Claim): Promise<void> {
  const [now] = await ctx.tx
    .select({ taken: overflows.taken })
    .from(overflows)
    .where(and(eq(overflows.customerId, overflow.customerId), eq(overflows.id, overflow.id)));
  if (!overflow.firstMachineId || !now?.taken) return;
  const first = await configurationOf(ctx, overflow.customerId, overflow.firstMachineId);
  if (!first) return;
  await changeServiceConfiguration(ctx, {
    customerId: overflow.customerId,
    machineId: overflow.firstMachineId,
    units: first.units + Number(now.taken),
  });
}
