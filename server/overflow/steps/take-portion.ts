import { changeServiceConfiguration } from "../../configuration/change-service-configuration";
import type { Context } from "../../context";
import { Exact, readExact, writeExact } from "../../quantity";
import { type Claim, recordStep, saveOverflow } from "../claim";
import { configurationOf, lastUse, machineRow, nameOf, silenceOf } from "./machines";
import { type Outcome, wait } from "./step";
import { unwind } from "./unwind";
import { waitForMachine } from "./wait-for-machine";

/**
 * Why the first machine can never let go of a portion, as a sentence; null where it can. Units that nobody gives up
 * would run twice on an overflow machine, and be counted and billed twice (docs/rules.md 4.7).
 */
export async function whyNotMoveable(ctx: Context, { overflow, parameter }: Claim): Promise<string | null> {
  const { customerId, firstMachineId } = overflow;
  if (!firstMachineId) return "The use above the limit names no machine, so there is none that could let go of it.";
  const machine = await machineRow(ctx, customerId, firstMachineId);
  if (!machine) return "The first machine is no longer known here, so it cannot let go of anything.";
  if (machine.state === "retired") return `${nameOf(machine)} was released, so it cannot let go of anything.`;
  const wanted = await configurationOf(ctx, customerId, firstMachineId);
  if (!machine.enrolledAt || wanted?.state !== "configured" || wanted.serviceId !== parameter.serviceId)
    return `${nameOf(machine)} does not run ${parameter.serviceName} under Spillway, so its work cannot be moved.`;
  if (overflow.taken === null && wanted.units === 0)
    return `${nameOf(machine)} is to run no units, so there is none that it could let go of.`;
  return null;
}

/**
 * Takes the portion from the first machine, once, and waits until that machine's own use shows it. null: it has let go
 * of `overflow.taken`.
 */
export async function letGo(ctx: Context, claim: Claim, placed: Exact): Promise<Outcome | null> {
  const { overflow } = claim;
  const never = await whyNotMoveable(ctx, claim);
  if (never) return unwind(ctx, claim, "carried", never);
  const { customerId } = overflow;
  const machineId = overflow.firstMachineId ?? "";
  const machine = await machineRow(ctx, customerId, machineId);
  const first = await configurationOf(ctx, customerId, machineId);
  if (!machine || !first) throw new Error("The first machine has no row."); // whyNotMoveable has seen both.
  const units = readExact(String(first.units));
  const silence = silenceOf(machine);
  if (overflow.taken !== null) {
    const use = await lastUse(ctx, customerId, machineId, claim.parameter.engine.meter);
    if (first.appliedVersion >= first.version && use && readExact(use.value).lte(units)) return null;
  }
  if (overflow.taken !== null || silence)
    return waitForMachine(ctx, claim, "carried", {
      why: silence ?? `${nameOf(machine)} was told to let go of ${overflow.taken} units and still runs them.`,
      advice: `Nothing moves before ${nameOf(machine)} has let go. Bring it back and try again, or give this up.`,
      seconds: 1,
    });
  const taken = Exact.min(placed, units);
  await saveOverflow(ctx, claim, { taken: writeExact(taken) });
  await changeServiceConfiguration(ctx, { customerId, machineId, units: units.minus(taken).toNumber() });
  await recordStep(ctx, overflow, "carried", {
    state: "running",
    evidence: { taken: writeExact(taken), from: machineId, waits: "" },
  });
  return wait(1, "The first machine is told to let go of the portion.");
}
