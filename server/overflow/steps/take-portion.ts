import { changeServiceConfiguration } from "../../configuration/change-service-configuration";
import type { Context } from "../../context";
import { Exact, readExact, writeExact } from "../../quantity";
import { usageStore } from "../../usage/store/usage-store";
import { type Claim, saveOverflow } from "../claim";
import { recordOverflowStep } from "../record-overflow-step";
import { leaveGrowth } from "./grow-portion";
import { configurationOf, machineIfKnown, nameOf, silenceOf } from "./overflow-machines";
import { type StepOutcome, wait } from "./step";
import { unwind } from "./unwind";
import { waitForMachine } from "./wait-for-machine";

/**
 * Why no portion can be moved from the first machine, as a sentence; null where one can. Units that the first machine
 * does not give up would run twice, and be counted and billed twice (docs/rules.md 4.7).
 */
export async function whyUnmovable(ctx: Context, { overflow, parameter }: Claim): Promise<string | null> {
  const { customerId, firstMachineId } = overflow;
  if (!firstMachineId) return "The use above the limit names no machine, so there is none to move work from.";
  const machine = await machineIfKnown(ctx, customerId, firstMachineId);
  if (!machine) return "The first machine is no longer known here, so its work cannot be moved.";
  if (machine.state === "retired") return `${nameOf(machine)} was released, so its work cannot be moved.`;
  const wanted = await configurationOf(ctx, customerId, firstMachineId);
  if (!machine.enrolledAt || wanted?.state !== "configured" || wanted.serviceId !== parameter.serviceId)
    return `${nameOf(machine)} does not run ${parameter.serviceName} under this portal, so its work cannot be moved.`;
  if (overflow.taken === null && wanted.units === 0)
    return `${nameOf(machine)} is to run no units, so there is none to move.`;
  return null;
}

/**
 * Takes the portion from the first machine, once, and waits until that machine's own use shows it. The same where an
 * overflow machine that carries already grows: then only the difference is taken, and what cannot be taken is left.
 * @param portion what is to be placed, and the units that the overflow machine runs already
 * @returns null once the first machine no longer runs `overflow.taken`
 */
export async function takePortion(
  ctx: Context,
  claim: Claim,
  { placed, running }: { placed: Exact; running: number },
): Promise<StepOutcome | null> {
  const { overflow } = claim;
  const { customerId } = overflow;
  const machineId = overflow.firstMachineId ?? "";
  const never = await whyUnmovable(ctx, claim);
  if (never && running > 0) return leaveGrowth(ctx, claim, { running, reason: never });
  if (never) return unwind(ctx, claim, "carried", never);
  const machine = await machineIfKnown(ctx, customerId, machineId);
  const first = await configurationOf(ctx, customerId, machineId);
  if (!machine || !first) throw new Error("The first machine has no row."); // whyUnmovable has checked both.
  const silence = silenceOf(machine);
  if (silence && running > 0) return leaveGrowth(ctx, claim, { running, reason: silence });
  const units = readExact(String(first.units));
  const taken = readExact(overflow.taken ?? "0");
  const more = Exact.min(placed.minus(taken), units);
  if (more.lte(0)) {
    const use = await usageStore.lastValue(ctx, { customerId, machineId, meter: claim.parameter.engine.meter });
    if (first.appliedVersion >= first.version && use && readExact(use.value).lte(units)) return null;
  }
  if (more.lte(0) || silence)
    return waitForMachine(ctx, claim, "carried", {
      why: silence ?? `${nameOf(machine)} has to give up ${overflow.taken} units and still runs them.`,
      advice: `Nothing moves before ${nameOf(machine)} has given them up. Bring it back and try again, or give this overflow up.`,
      seconds: 1,
    });
  await saveOverflow(ctx, claim, { taken: writeExact(taken.plus(more)) });
  await changeServiceConfiguration(ctx, { customerId, machineId, units: units.minus(more).toNumber() });
  await recordOverflowStep(ctx, overflow, "carried", {
    state: "running",
    evidence: { taken: writeExact(taken.plus(more)), from: machineId, waits: "" },
  });
  return wait(1, "The first machine has to give up the portion.");
}
