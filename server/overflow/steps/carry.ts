import { and, desc, eq, isNull } from "drizzle-orm";
import { licenseDocuments, licenses } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { markLimitDirty } from "../../billing/lock-standing";
import { changeServiceConfiguration } from "../../configuration/change-service-configuration";
import { inProvider } from "../../context";
import { readExact } from "../../quantity";
import { usageStore } from "../../usage/store/usage-store";
import { saveOverflow } from "../claim";
import { lostReason } from "../lose-machines";
import { recordOverflowStep } from "../record-overflow-step";
import { configurationOf, failureOf, nameOf, secondMachine, silenceOf } from "./overflow-machines";
import { moved, type Step, wait } from "./step";
import { takePortion, whyUnmovable } from "./take-portion";
import { joinCodeLapsed, unwind } from "./unwind";
import { waitForMachine } from "./wait-for-machine";

/** What staff can do when an overflow machine does not do its part. */
const advice =
  "Open the machine's page. Try again once it works, or give this overflow up: its machine is deleted then.";

/** installing -> enrolled: the machine bound its key and spent its join code, as every machine does. */
export const awaitEnrolment: Step = (request, claim) =>
  inProvider(request, async (ctx) => {
    const machine = await secondMachine(ctx, claim);
    if (!claim.overflow.instanceId) return unwind(ctx, claim, "installing", lostReason);
    if (!machine.enrolledAt && (await joinCodeLapsed(ctx, claim)))
      return unwind(ctx, claim, "installing", "The machine did not enroll within its join code's life.");
    const never = machine.enrolledAt ? null : await whyUnmovable(ctx, claim);
    if (never) return unwind(ctx, claim, "installing", never);
    if (machine.state === "install_failed") throw new Error(machine.stateReason ?? "The installation failed.");
    if (!machine.enrolledAt) return wait(2, "The installer is at work.");
    const [license] = await ctx.tx
      .select()
      .from(licenses)
      .where(and(eq(licenses.customerId, claim.overflow.customerId), eq(licenses.machineId, machine.id)))
      .orderBy(desc(licenses.createdAt));
    await saveOverflow(ctx, claim, { state: "enrolled", licenseId: license?.id ?? null });
    await recordOverflowStep(ctx, claim.overflow, "installing", {
      state: "done",
      evidence: { application: "installed, not started" },
    });
    await recordOverflowStep(ctx, claim.overflow, "enrolled", {
      state: "done",
      evidence: {
        machine: machine.id,
        key: machine.keyThumbprint ?? "",
        license: license?.id ?? "",
        derivedFrom: license?.derivedFrom ?? "",
      },
    });
    await recordOverflowStep(ctx, claim.overflow, "entitled", { state: "running" });
    return moved;
  });

/**
 * enrolled -> entitled: the machine acknowledged its newest entitlements with its signature; now the application may
 * start, or take more.
 */
export const awaitAcknowledgement: Step = (request, claim) =>
  inProvider(request, async (ctx) => {
    if (!claim.overflow.instanceId) return unwind(ctx, claim, "entitled", lostReason);
    const [document] = await ctx.tx
      .select()
      .from(licenseDocuments)
      .where(
        and(
          eq(licenseDocuments.customerId, claim.overflow.customerId),
          eq(licenseDocuments.machineId, claim.overflow.machineId ?? ""),
          isNull(licenseDocuments.revokedAt),
        ),
      )
      .orderBy(desc(licenseDocuments.seq));
    if (!document?.acknowledgedAt) {
      const machine = await secondMachine(ctx, claim);
      const why = silenceOf(machine) ?? `${nameOf(machine)} has not acknowledged its entitlements yet.`;
      return waitForMachine(ctx, claim, "entitled", { why, advice });
    }
    await saveOverflow(ctx, claim, { state: "entitled" });
    await recordOverflowStep(ctx, claim.overflow, "entitled", {
      state: "done",
      evidence: {
        document: document.id,
        sequence: String(document.seq),
        signature: `${document.acknowledgement?.slice(0, 16)}…`,
        waits: "",
      },
    });
    await recordOverflowStep(ctx, claim.overflow, "carried", { state: "running" });
    await recordAudit(ctx, {
      customerId: claim.overflow.customerId,
      action: "overflow.entitled",
      subjectKind: "overflow",
      subjectId: claim.overflow.id,
      detail: { document: document.id, seq: String(document.seq) },
      topic: "overflows",
    });
    return moved;
  });

/**
 * entitled -> active: the portion moves. A unit runs in one place at a time: the first machine gives it up and its use
 * shows that, then the overflow machine starts it, and a heartbeat and its use show that. Otherwise the same unit would
 * be counted, and billed, twice.
 */
export const carry: Step = (request, claim) =>
  inProvider(request, async (ctx) => {
    const { overflow } = claim;
    if (!overflow.instanceId) return unwind(ctx, claim, "carried", lostReason);
    const machine = await secondMachine(ctx, claim);
    const placed = readExact(overflow.placed ?? "0");
    const target = await configurationOf(ctx, overflow.customerId, machine.id);
    const silence = silenceOf(machine);
    if (silence || !target)
      return waitForMachine(ctx, claim, "carried", {
        why: silence ?? `${nameOf(machine)} has no configuration yet.`,
        advice,
      });
    if (placed.gt(target.units)) {
      const waits = await takePortion(ctx, claim, { placed, running: target.units });
      if (waits) return waits;
      // No more than was taken: where the first machine ran fewer units, other machines still run the rest.
      await saveOverflow(ctx, claim, { placed: overflow.taken });
      const units = readExact(overflow.taken ?? "0").toNumber();
      await changeServiceConfiguration(ctx, { customerId: overflow.customerId, machineId: machine.id, units });
      return wait(1, "The overflow machine has to take the work over.");
    }
    const carried = await usageStore.lastValue(ctx, {
      customerId: overflow.customerId,
      machineId: machine.id,
      meter: claim.parameter.engine.meter,
    });
    if (machine.application !== "running" || !carried || readExact(carried.value).lt(placed))
      return waitForMachine(ctx, claim, "carried", {
        why: (await failureOf(ctx, machine)) ?? `${nameOf(machine)} does not carry the whole portion yet.`,
        advice,
      });
    await saveOverflow(ctx, claim, { state: "active", carried: carried.value });
    await recordOverflowStep(ctx, overflow, "carried", {
      state: "done",
      evidence: { carried: carried.value, application: "running", waits: "" },
    });
    await recordOverflowStep(ctx, overflow, "notified", { state: "running" });
    await markLimitDirty(ctx, { customerId: overflow.customerId, parameterId: claim.parameter.id, at: ctx.now });
    await recordAudit(ctx, {
      customerId: overflow.customerId,
      action: "portion.carried",
      subjectKind: "overflow",
      subjectId: overflow.id,
      detail: { carried: carried.value, machine: machine.id },
      topic: "overflows",
    });
    return moved;
  });
