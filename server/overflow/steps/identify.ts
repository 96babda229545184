import { and, count, eq, inArray, sql } from "drizzle-orm";
import { billingEvents, overflows, resourceReservations, services, type VirtualResource } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { scopeIdOf } from "../../billing/parameters";
import { startsMachines } from "../../billing/states";
import { lockCustomer } from "../../configuration/add-customer";
import { type Context, inProvider } from "../../context";
import { newId } from "../../ids";
import { roundToMoney } from "../../money";
import { billingWindow } from "../../periods";
import { readExact, writeExact } from "../../quantity";
import { chooseResource } from "../choose-resource";
import { type Claim, saveOverflow } from "../claim";
import { customerExposure } from "../customer-exposure";
import { enqueueQuestionMails } from "../mails";
import { recordOverflowStep } from "../record-overflow-step";
import { isOver } from "../request-overflow";
import { overflowSets } from "../states";
import { placedQuantity } from "../virtual-resource";
import { moved, type Step, wait } from "./step";
import { whyUnmovable } from "./take-portion";

/** The lock under which capacity is chosen and reserved. */
const reservingLock = 7411006;

/**
 * requested (and held_…) -> resource_identified: policy, answer and credit come first; then a virtual resource is
 * identified and its capacity reserved in the same transaction. Choosing anew checks the threshold's candidate again.
 */
export const identify: Step = (request, claim) =>
  inProvider(request, async (ctx) => {
    // Locked until the transaction ends: the second of two overflows sees the first one's machine and estimate, and the
    // second of two customers the capacity that the other one reserved.
    await lockCustomer(ctx, claim.overflow.customerId);
    await ctx.tx.execute(sql`select pg_advisory_xact_lock(${reservingLock})`);
    const refusal = await policyRefusal(ctx, claim);
    if (refusal) return decline(ctx, claim, refusal);
    const { resource, refused } = await chooseResource(ctx, {
      meter: claim.parameter.engine.meter,
      quantity: claim.event.excess,
      artefact: claim.parameter.serviceSlug,
      hostCloudId: claim.event.cloudId,
      scopeCloudId: scopeIdOf(claim.parameter),
      currency: claim.event.currency,
    });
    if (!resource)
      throw new Error(
        `No cloud has a machine that fits: ${refused.map(({ flavor, reason }) => `${flavor}: ${reason}`).join(" ")}`,
      );
    const estimateMinor = estimate(ctx, claim, resource);
    const { costCapMinor } = claim.parameter;
    if (costCapMinor !== null && estimateMinor > costCapMinor)
      return decline(
        ctx,
        claim,
        `Until the period ends the machine would cost more than the cap that the policy sets.`,
      );
    const question = await answered(ctx, claim, resource, estimateMinor);
    if (question === "no")
      return decline(ctx, claim, claim.overflow.answeredAt ? "The answer was no." : "Nobody answered in time.");
    if (question === "open") return wait(60, "The customer has been asked.");
    const { leftMinor } = await customerExposure(ctx, claim.overflow.customerId);
    if (estimateMinor > leftMinor) return hold(ctx, claim, estimateMinor);
    await ctx.tx
      .insert(resourceReservations)
      .values({
        customerId: claim.overflow.customerId,
        id: newId("reservation", ctx.now),
        overflowId: claim.overflow.id,
        cloudId: resource.cloudId,
        flavor: resource.flavor,
        reservedAt: ctx.now,
      })
      .onConflictDoUpdate({
        target: [resourceReservations.customerId, resourceReservations.overflowId],
        set: { cloudId: resource.cloudId, flavor: resource.flavor, reservedAt: ctx.now, releasedAt: null },
      });
    await saveOverflow(ctx, claim, {
      state: "resource_identified",
      resource,
      cloudId: resource.cloudId,
      capacity: resource.capacity,
      placed: placedQuantity(
        { artefact: resource.artefact, meter: claim.parameter.engine.meter },
        claim.event.excess,
        resource.capacity,
      ),
      estimateMinor,
      reason: null,
    });
    await recordOverflowStep(ctx, claim.overflow, "resource_identified", {
      state: "done",
      evidence: evidenceOf(resource),
    });
    await recordAudit(ctx, {
      customerId: claim.overflow.customerId,
      action: "resource.identified",
      subjectKind: "overflow",
      subjectId: claim.overflow.id,
      detail: { cloud: resource.cloudId, flavor: resource.flavor, image: resource.image },
      topic: "overflows",
    });
    return moved;
  });

async function policyRefusal(ctx: Context, claim: Claim): Promise<string | null> {
  const { overflow, event, parameter } = claim;
  if (event.breakdown.stillOver === false)
    return "The crossing had passed when it was seen: there is nothing to carry.";
  if (isOver(event, parameter, ctx.now))
    return "The period of this crossing ended before a machine was started. Use above the limit in a later period raises an event of its own.";
  if (!startsMachines(parameter.engine.overflowPolicy))
    return `The overflow policy is ${parameter.engine.overflowPolicy}: the use above the limit is billed, nothing is started.`;
  if (!parameter.carriesMeter)
    return `Machines of ${parameter.serviceName} cannot take over ${parameter.meterName}: the use above the limit is billed.`;
  const never = await whyUnmovable(ctx, claim);
  if (never) return never;
  const [service] = await ctx.tx.select().from(services).where(eq(services.id, parameter.serviceId));
  if (!service) return "The service is no longer in the catalogue.";
  const [live] = await ctx.tx
    .select({ n: count() })
    .from(overflows)
    .innerJoin(
      billingEvents,
      and(eq(billingEvents.customerId, overflows.customerId), eq(billingEvents.id, overflows.billingEventId)),
    )
    .where(
      and(
        eq(overflows.customerId, overflow.customerId),
        eq(billingEvents.parameterId, parameter.id),
        inArray(overflows.state, overflowSets.occupying),
      ),
    );
  if ((live?.n ?? 0) >= parameter.overflowMachinesMax)
    return `As many overflow machines run as the policy allows (${parameter.overflowMachinesMax}).`;
  return null;
}

/** Price of the machine for the rest of the period, in minor units of the customer's currency, rounded half up. */
function estimate(ctx: Context, { event, parameter }: Claim, resource: VirtualResource): bigint {
  const { end } = billingWindow(parameter.engine.period, ctx.now, parameter.zone, parameter.anchorDay);
  const hours = readExact(String(end.getTime() - ctx.now.getTime())).div(3_600_000);
  return roundToMoney(writeExact(readExact(resource.pricePerHour).times(hours)), event.currency).minor;
}

async function answered(
  ctx: Context,
  claim: Claim,
  resource: VirtualResource,
  estimateMinor: bigint,
): Promise<"yes" | "no" | "open"> {
  const { overflow, parameter } = claim;
  if (parameter.engine.overflowPolicy === "automatic" || overflow.answer === "yes") return "yes";
  if (overflow.answer === "no") return "no";
  if (overflow.answerDueAt && overflow.answerDueAt <= ctx.now) return "no";
  if (!overflow.askedAt) {
    const answerDueAt = new Date(ctx.now.getTime() + parameter.answerMinutes * 60_000);
    await saveOverflow(ctx, claim, { state: "held_approval", askedAt: ctx.now, answerDueAt, resource, estimateMinor });
    await enqueueQuestionMails(ctx, parameter, claim.event, { ...resource, mostMinor: estimateMinor, answerDueAt });
    await recordOverflowStep(ctx, claim.overflow, "resource_identified", {
      state: "running",
      evidence: evidenceOf(resource),
    });
    await note(ctx, claim, "overflow.held_approval");
  }
  return "open";
}

async function hold(ctx: Context, claim: Claim, estimateMinor: bigint) {
  if (claim.overflow.state !== "held_credit") {
    await saveOverflow(ctx, claim, {
      state: "held_credit",
      estimateMinor,
      reason:
        "The exposure would pass the credit limit. A payment or a higher limit lets it go on; the use is billed meanwhile.",
    });
    await recordOverflowStep(ctx, claim.overflow, "resource_identified", { state: "running" });
    await note(ctx, claim, "overflow.held_credit");
  }
  return wait(30, "The exposure would pass the credit limit.");
}

async function decline(ctx: Context, claim: Claim, reason: string) {
  await saveOverflow(ctx, claim, { state: "declined", reason });
  await note(ctx, claim, "overflow.declined");
  return moved;
}

function note(ctx: Context, claim: Claim, action: string): Promise<void> {
  const { customerId, id } = claim.overflow;
  return recordAudit(ctx, { customerId, action, subjectKind: "overflow", subjectId: id, topic: "overflows" });
}

function evidenceOf(resource: VirtualResource): Record<string, string> {
  return {
    resource: `${resource.flavor} · ${resource.image} · ${resource.artefact}`,
    cloud: resource.cloudId,
    capacity: resource.capacity,
    price: `${resource.pricePerHour} ${resource.currency} an hour`,
    refused: resource.refused.map(({ flavor, reason }) => `${flavor}: ${reason}`).join(" "),
  };
}
