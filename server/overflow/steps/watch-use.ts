import { and, eq, inArray, ne } from "drizzle-orm";
import { billingEvents, overflows } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { pointsOf } from "../../billing/engine/aggregate";
import { withinLimitWithout } from "../../billing/engine/retire";
import type { OverflowCapacity } from "../../billing/engine/types";
import { sightingsOf } from "../../billing/sightings";
import { type Context, inProvider } from "../../context";
import { readExact } from "../../quantity";
import { usageSums } from "../../usage/questions/queries";
import { type Claim, saveOverflow } from "../claim";
import { takeBackNotice } from "../excess-notices";
import { recordOverflowStep } from "../record-overflow-step";
import { overflowSets } from "../states";
import { replaceLost } from "./replace-lost";
import { standingNow } from "./standing-now";
import { moved, type Step, type StepOutcome, wait } from "./step";

/**
 * settled -> retiring: use without this machine has stayed within the limit for a full period (docs/rules.md 5.6).
 */
export const watchUse: Step = (request, claim) =>
  inProvider(request, async (ctx) => {
    const { overflow, event, parameter } = claim;
    if (!overflow.instanceId) return replaceLost(ctx, claim);
    const standing = await standingNow(ctx, claim);
    if (standing && readExact(standing.figures.excess).gt(0)) return reopen(ctx, claim);
    const periodMs = event.windowEnd.getTime() - event.windowStart.getTime();
    const window = { start: new Date(ctx.now.getTime() - periodMs), end: ctx.now };
    if (!overflow.withinLimitSince || overflow.withinLimitSince > window.start)
      return wait(300, "It has not stood for a full period yet.");
    const ticks = await usageSums(ctx, {
      customerId: overflow.customerId,
      meter: parameter.engine.meter,
      kind: parameter.meterKind,
      from: window.start,
      to: window.end,
      sightings: sightingsOf(parameter, window),
    });
    const points = pointsOf({ meter: parameter.engine.meter, window, ticks, closed: true }, parameter.engine);
    if (!withinLimitWithout(points, [overflow.machineId ?? ""], await staying(ctx, claim)))
      return wait(300, "The use would be over the limit without it.");
    await saveOverflow(ctx, claim, { state: "retiring" });
    await recordOverflowStep(ctx, overflow, "retiring", {
      state: "running",
      evidence: { since: window.start.toISOString() },
    });
    await recordAudit(ctx, {
      customerId: overflow.customerId,
      action: "overflow.retiring",
      subjectKind: "overflow",
      subjectId: overflow.id,
      topic: "overflows",
    });
    return moved;
  });

/** settled -> active: there is excess again, so that the notice of its end is taken back before anything else. */
async function reopen(ctx: Context, claim: Claim): Promise<StepOutcome> {
  await takeBackNotice(ctx, claim);
  await saveOverflow(ctx, claim, { state: "active", withinLimitSince: null });
  await recordOverflowStep(ctx, claim.overflow, "notified", { state: "running" });
  return moved;
}

/** The overflow machines of this limit that would stay. */
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
