import { type CustomerState, endedService } from "../configuration/states";
import type { LicenseState } from "../licensing/states";
import { type MachineState, machineIs } from "./states";

/** What a machine's token is used for. */
export type MachinePurpose = "heartbeat" | "acknowledge" | "report" | "release" | "usage";

/** What decides whether a machine is entitled. `license` is the current one, else the newest; null where none is. */
export type MachineStanding = {
  state: MachineState;
  enrolledAt: Date | null;
  retiredAt: Date | null;
  customerState: CustomerState;
  license: { state: LicenseState; validTo: Date; endedAt: Date | null; withdrawnAt: Date | null } | null;
};

/** Why a machine's use does not count; use before `until` was under its license and still counts. */
export type Unentitled = { until: Date | null; reason: string };

/**
 * Whether a machine's use counts, judged from its state, its license and its company (docs/rules.md 3.11).
 * @returns null for an entitled machine
 */
export function unentitledUse(machine: MachineStanding, now: Date): Unentitled | null {
  const { state, license, customerState } = machine;
  const never = (reason: string): Unentitled => ({ until: null, reason });
  if (endedService(customerState)) return never(`Its company is ${customerState}.`);
  if (machineIs("beforeEnrolment", state) || machine.enrolledAt === null)
    return never("The machine was not enrolled: nobody has approved it, or its installation was not finished.");
  if (!machineIs("atWork", state) && state !== "retired") return never(`The machine is ${state.replace("_", " ")}.`);
  const endings: Unentitled[] = [];
  if (state === "retired")
    endings.push({ until: machine.retiredAt, reason: "The machine was released before this use." });
  if (!license && state !== "retired") endings.push(never("The machine has no license."));
  if (license && license.state !== "active") endings.push(endingOf({ ...license, state: license.state }));
  else if (license && license.validTo <= now)
    endings.push({ until: license.validTo, reason: "Its license had expired before this use." });
  return endings.sort((a, b) => (a.until?.getTime() ?? 0) - (b.until?.getTime() ?? 0))[0] ?? null;
}

function endingOf(license: NonNullable<MachineStanding["license"]>): Unentitled {
  if (license.state === "pending") return { until: null, reason: "Its license is not active yet." };
  if (license.state === "suspended")
    return { until: license.withdrawnAt, reason: "Its license was suspended before this use." };
  if (license.state === "expired")
    return { until: license.validTo, reason: "Its license had expired before this use." };
  return { until: license.endedAt, reason: `Its license was ${license.state} before this use.` };
}

/**
 * Why a machine in this standing may not make this call; null where it may. Use is always taken: its fate says whether
 * it counts.
 */
export function callRefusal(purpose: MachinePurpose, machine: MachineStanding): string | null {
  const { state, license, customerState } = machine;
  if (purpose === "usage") return null;
  if (machineIs("beforeEnrolment", state) || (state === "install_failed" && machine.enrolledAt === null))
    return "This machine has not enrolled yet. Run its installer.";
  if (purpose === "heartbeat") return null;
  if (state === "retired")
    return purpose === "release" ? null : "This machine was released. Install it anew with a link.";
  if (state === "pending_approval") return "This machine waits for an approval. Nothing is taken from it before.";
  if (state === "quarantined")
    return "This machine is quarantined: another one uses a copy of its key. Choose in the portal which one stays.";
  if (endedService(customerState)) return `The company is ${customerState}. Only the provider's staff can change that.`;
  if (license?.state === "suspended") return "The license is suspended; the provider's staff can resume it.";
  return null;
}
