import { serviceById } from "../catalogue/queries";
import { lockMachine, type Machine, machineById } from "../collection/queries";
import { hasEnrolled } from "../collection/rules";
import { setMachineState } from "../collection/set-machine-state";
import { customerById } from "../configuration/queries";
import { requestServiceConfiguration } from "../configuration/request-service-configuration";
import { customerIs } from "../configuration/states";
import { type Context, inCustomer, type Request } from "../context";
import { DomainError } from "../errors";
import { grantLicense } from "../licensing/grant-license";
import { openCloudAccount } from "../licensing/open-cloud-account";
import { licenseById, verdictOf } from "../licensing/queries";
import { licenseIs } from "../licensing/states";
import { overflowGrantOf, overflowSettingsOf } from "../overflow/overflow-grant";
import { customiseInstaller } from "../setup/customise-installer";
import { type Link, linkById } from "../setup/queries";
import { confirmCloudOf } from "./confirm-cloud";

export type MachineKey = { customerId: string; machineId: string };

/** How far a machine has come. All but `ready` wait for something, and name it. */
export type Progress =
  | { status: "missing"; missing: string; message: string }
  | { status: "preparing" | "waiting" | "insufficient_storage"; message: string }
  | { status: "ready"; licenseId: string };

/**
 * Advances a machine as far as it can go: service configured, cloud account opened, license granted. By level: it takes
 * no input but the rows; each step is a transaction of its own and may run again, also side by side. The same for a
 * laptop and an overflow machine.
 */
export async function advanceMachine(request: Request, key: MachineKey): Promise<Progress> {
  const start = await inCustomer(request, key.customerId, (ctx) => findObstacle(ctx, key));
  if (start.progress) return start.progress;
  try {
    await confirmCloudOf(request, key);
    const configured = await inCustomer(request, key.customerId, (ctx) => configure(ctx, key));
    if (configured) return configured;
    const account = { customerId: key.customerId, serviceId: start.machine.serviceId };
    await inCustomer(request, key.customerId, (ctx) => openCloudAccount(ctx, account));
    return await inCustomer(request, key.customerId, (ctx) => grant(ctx, key));
  } catch (error) {
    // The provider or the customer can repair it. One such machine does not stop a sweep over many.
    if (error instanceof DomainError) return { status: "waiting", message: error.message };
    throw error;
  }
}

/** What stands in the way before anything is done, or that everything is done already. */
async function findObstacle(ctx: Context, key: MachineKey): Promise<{ machine: Machine; progress: Progress | null }> {
  const machine = await machineById(ctx, key.customerId, key.machineId);
  const customer = await customerById(ctx, key.customerId);
  const at = (progress: Progress | null) => ({ machine, progress });
  const waiting = (message: string) => at({ status: "waiting", message });
  if (customerIs("serviceEnded", customer.state))
    return waiting(`${customer.name} is ${customer.state} here. Only the provider's staff can change that.`);
  if (machine.state === "retired") return waiting("This machine was retired. Install it anew with a new link.");
  if (machine.state === "quarantined")
    return waiting("Two machines use one key: both are quarantined until the customer chooses in the portal.");
  if (machine.state === "insufficient_storage")
    return at({ status: "insufficient_storage", message: machine.stateReason ?? "There is too little free space." });
  if (hasEnrolled(machine)) {
    const verdict = await verdictOf(ctx, key.customerId, key.machineId);
    const usable = verdict.license && licenseIs("usable", verdict.license.state);
    return usable && verdict.license
      ? at({ status: "ready", licenseId: verdict.license.id })
      : waiting(verdict.sentence);
  }
  const link = await linkOf(ctx, machine);
  if (link?.kind === "overflow" && !link.instanceId)
    return at({ status: "preparing", message: "The instance of this overflow is being confirmed." });
  return at(null);
}

/** Requests the service's configuration. Returns what it waits for, null once it is configured. */
async function configure(ctx: Context, key: MachineKey): Promise<Progress | null> {
  const machine = await lockMachine(ctx, key.customerId, key.machineId);
  const service = await serviceById(ctx, machine.serviceId);
  const { units = "0", ...settings } = service.defaultSettings;
  const link = await linkOf(ctx, machine);
  if (link?.kind === "overflow" && machine.instanceId === link.instanceId && machine.cloudId !== link.cloudId)
    return { status: "preparing", message: "The cloud of this overflow is being asked for its instance." };
  const overflow = await overflowSettingsOf(ctx, link, { slug: service.slug, defaults: settings });
  const { state } = await requestServiceConfiguration(ctx, {
    customerId: key.customerId,
    machineId: key.machineId,
    serviceId: service.id,
    // Work is placed on an overflow machine once the first machine has given it up, never before.
    units: overflow ? 0 : (link?.units ?? Number(units)),
    settings: overflow ?? settings,
  });
  if (state === "waiting")
    return {
      status: "missing",
      missing: "contact information, account identifier or credit limit",
      message:
        "The machine has reported. Now the company's side is missing: contact information, a confirmed account identifier or a credit limit; any one of them is enough. Give it here:",
    };
  if (machine.state === "reported") await setMachineState(ctx, { ...key, state: "configured" });
  return null;
}

async function grant(ctx: Context, key: MachineKey): Promise<Progress> {
  const machine = await lockMachine(ctx, key.customerId, key.machineId);
  const overflow = await overflowGrantOf(ctx, await linkOf(ctx, machine));
  if (overflow && "refused" in overflow) return { status: "waiting", message: overflow.refused };
  const license = await grantLicense(ctx, { ...key, overflow: overflow ?? undefined });
  if ("noSeat" in license)
    return {
      status: "waiting",
      message:
        "Every seat of this service is in use. The machine goes on by itself once a seat is released or the plan has more.",
    };
  if (machine.state === "configured") await setMachineState(ctx, { ...key, state: "licensed" });
  return { status: "ready", licenseId: license.id };
}

/** The link that a machine reported through, or null for one without. */
function linkOf(ctx: Context, machine: Machine): Promise<Link> | null {
  return machine.linkId ? linkById(ctx, machine.customerId, machine.linkId) : null;
}

/**
 * Transmits a machine's installer, customised from both informations and recorded; the machine is then `installing`.
 * @throws conflict where it has no license yet.
 */
export function transmitInstaller(
  request: Request,
  key: MachineKey & { licenseId: string },
): Promise<{ script: string; signature: string }> {
  return inCustomer(request, key.customerId, async (ctx) => {
    const machine = await lockMachine(ctx, key.customerId, key.machineId);
    const link = await linkOf(ctx, machine);
    if (!link)
      throw new DomainError("conflict", "This machine did not report through an installation link. Make one for it.");
    const license = await licenseById(ctx, key.customerId, key.licenseId);
    const { script, signature } = await customiseInstaller(ctx, { machine, license, link });
    if (machine.state === "licensed" || (machine.state === "install_failed" && !machine.enrolledAt))
      await setMachineState(ctx, { customerId: key.customerId, machineId: key.machineId, state: "installing" });
    return { script, signature };
  });
}

/** The installer of a machine as a script, once the machine is ready for it; else its progress with the sentence. */
export async function installerFor(request: Request, key: MachineKey) {
  const progress = await advanceMachine(request, key);
  if (progress.status !== "ready") return { state: progress.status, message: progress.message, script: null };
  const { script } = await transmitInstaller(request, { ...key, licenseId: progress.licenseId });
  return { state: progress.status, message: "", script };
}
