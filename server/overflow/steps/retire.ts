import { and, eq, inArray, isNull, ne } from "drizzle-orm";
import { billingEvents, machines, overflows, resourceReservations } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { pointsOf } from "../../billing/engine/aggregate";
import { withinLimitWithout } from "../../billing/engine/retire";
import type { OverflowCapacity } from "../../billing/engine/types";
import { markStandingsDirty } from "../../billing/lock-standing";
import { driverFor } from "../../clouds/driver-for";
import { setMachineState } from "../../collection/set-machine-state";
import { machineIs } from "../../collection/states";
import { changeServiceConfiguration } from "../../configuration/change-service-configuration";
import { type Context, inProvider, type Request } from "../../context";
import { licenseOf } from "../../licensing/queries";
import { releaseLicense } from "../../licensing/release-license";
import { readExact } from "../../quantity";
import { usageSnapshot } from "../../usage/questions/queries";
import { type Claim, recordStep, saveOverflow } from "../claim";
import { type OverflowState, overflowSets } from "../states";
import { configurationOf, lastUse } from "./machines";
import { moved, type Outcome, type Step, wait } from "./step";

/**
 * settled -> retiring: use without this machine has stayed within the limit for a full period (docs/rules.md 5.6).
 */
export const watchUse: Step = (request, claim) =>
  inProvider(request, async (ctx) => {
    const { overflow, event, parameter } = claim;
    const periodMs = event.windowEnd.getTime() - event.windowStart.getTime();
    const window = { start: new Date(ctx.now.getTime() - periodMs), end: ctx.now };
    if (!overflow.withinLimitSince || overflow.withinLimitSince > window.start)
      return wait(300, "It has not stood for a full period yet.");
    const ticks = await usageSnapshot(ctx, {
      customerId: overflow.customerId,
      meter: parameter.engine.meter,
      from: window.start,
      to: window.end,
    });
    const points = pointsOf({ meter: parameter.engine.meter, window, ticks, closed: true }, parameter.engine);
    if (!withinLimitWithout(points, [overflow.machineId ?? ""], await staying(ctx, claim)))
      return wait(300, "The use would be over the limit without it.");
    await saveOverflow(ctx, claim, { state: "retiring" });
    await recordStep(ctx, overflow, "retiring", { state: "running", evidence: { since: window.start.toISOString() } });
    await recordAudit(ctx, {
      customerId: overflow.customerId,
      action: "overflow.retiring",
      subjectKind: "overflow",
      subjectId: overflow.id,
      topic: "overflows",
    });
    return moved;
  });

async function staying(ctx: Context, { overflow, parameter }: Claim): Promise<OverflowCapacity[]> {
  const rows = await ctx.tx
    .select({ overflow: overflows })
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
        inArray(overflows.state, overflowSets.carried),
      ),
    );
  return rows.map((row) => ({
    machineId: row.overflow.machineId ?? "",
    cloudId: row.overflow.cloudId,
    capacity: row.overflow.capacity ?? "0",
    ordinal: null,
  }));
}

/**
 * retiring -> retired: drain, give the work back, take the license back, delete the machine, return the capacity. Each
 * part is looked at before it is done.
 */
export const retire: Step = (request, claim) => takeDown(request, claim, { state: "retired" });

/** unwinding -> failed: the same for an overflow that was given up. */
export const undo: Step = (request, claim) => takeDown(request, claim, { state: "failed" });

async function takeDown(request: Request, claim: Claim, ending: { state: OverflowState }): Promise<Outcome> {
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
    // Now at the latest: one that could not say that it let go is gone by now.
    await giveBack(ctx, claim);
    const license = overflow.machineId ? await licenseOf(ctx, overflow.customerId, overflow.machineId) : null;
    if (license)
      await releaseLicense(ctx, {
        customerId: overflow.customerId,
        licenseId: license.id,
        reason: "The overflow machine was retired.",
      });
    if (overflow.machineId)
      await setMachineState(ctx, { customerId: overflow.customerId, machineId: overflow.machineId, state: "retired" });
    await ctx.tx
      .update(resourceReservations)
      .set({ releasedAt: ctx.now })
      .where(
        and(
          eq(resourceReservations.customerId, overflow.customerId),
          eq(resourceReservations.overflowId, overflow.id),
          isNull(resourceReservations.releasedAt),
        ),
      );
    await saveOverflow(ctx, claim, { ...ending, carried: "0", taken: null });
    await recordStep(ctx, overflow, "retiring", {
      state: "done",
      evidence: { instance: `${overflow.instanceId ?? "none"} deleted` },
    });
    await markStandingsDirty(ctx, { customerId: overflow.customerId, parameterId: claim.parameter.id, at: ctx.now });
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
 * The overflow machine lets go first, then the first machine takes its work back: never twice at once. One that never
 * enrolled, fell silent or is quarantined will not say that it let go: it is deleted as it is, and the work goes back
 * after that. null: drained.
 */
async function drain(ctx: Context, claim: Claim): Promise<Outcome | null> {
  const { overflow } = claim;
  if (!overflow.machineId) return null;
  const [machine] = await ctx.tx
    .select()
    .from(machines)
    .where(and(eq(machines.customerId, overflow.customerId), eq(machines.id, overflow.machineId)));
  const mine = await configurationOf(ctx, overflow.customerId, overflow.machineId);
  if (machine && mine && mine.units > 0) {
    await changeServiceConfiguration(ctx, { customerId: overflow.customerId, machineId: overflow.machineId, units: 0 });
    return wait(1, "The overflow machine is told to let go.");
  }
  if (!machine || !mine || !machineIs("reporting", machine.state)) return null;
  const use = await lastUse(ctx, overflow.customerId, overflow.machineId, claim.parameter.engine.meter);
  if (mine.appliedVersion < mine.version || (use && readExact(use.value).gt(0)))
    return wait(2, "The overflow machine still runs the portion.");
  await giveBack(ctx, claim);
  if (overflow.taken !== null) await saveOverflow(ctx, claim, { taken: null });
  return null;
}

/** What was taken from the first machine goes back to it, once. */
async function giveBack(ctx: Context, { overflow }: Claim): Promise<void> {
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
