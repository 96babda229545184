import type { MachineActor } from "../collection/machine-token";
import { machineById } from "../collection/queries";
import { setMachineState } from "../collection/set-machine-state";
import { machineIs } from "../collection/states";
import { type Context, inCustomer, inProvider, type Request } from "../context";
import { DomainError } from "../errors";
import { recordProbe } from "../monitoring/record-probe";
import { readEnvelope } from "../setup/envelope";
import type { ReportInput } from "../setup/input";
import { installerById, resolveLink } from "../setup/queries";
import { recordInstallationStep } from "../setup/record-installation-step";

/**
 * The machine behind `Authorization: Enrolment <envelope>`: before it has enrolled it has no token. The envelope stands
 * in a file that was handed out, so it authenticates a machine only until that one has been active, and not after its
 * expiry.
 * @throws unauthenticated; forbidden for a machine that waits for an approval, is quarantined or was released.
 */
export async function machineOfEnvelope(request: Omit<Request, "actor">, envelope: string): Promise<MachineActor> {
  const claims = await readEnvelope(envelope);
  const job: Request = { ...request, actor: { kind: "job", id: "report", label: "report" } };
  const link = claims ? await inProvider(job, (ctx) => resolveLink(ctx, "token", claims.tok)) : null;
  if (!claims || !link)
    throw new DomainError("unauthenticated", "The installer's envelope is not signed by this portal.");
  const {
    id: machineId,
    activeAt,
    state,
  } = await inCustomer(job, link.customerId, async (ctx) => {
    const { machineId } = await installerById(ctx, link.customerId, claims.jti);
    return machineById(ctx, link.customerId, machineId);
  });
  if (activeAt || claims.exp <= request.now.getTime() / 1000)
    throw new DomainError(
      "unauthenticated",
      "The installer's envelope is no longer valid: it has expired, or the machine is set up. Report with the machine's token.",
    );
  if (!machineIs("mayReportInstallation", state))
    throw new DomainError("forbidden", `The machine is ${state.replace("_", " ")}: no report is taken from it.`);
  return { kind: "machine", id: machineId, label: machineId, customerId: link.customerId };
}

/**
 * Takes a report: a step of an installation, its outcome, or a probe. A failed outcome is a state of the machine, with
 * its reason.
 */
export function takeReport(
  request: Request,
  customerId: string,
  machineId: string,
  report: ReportInput,
): Promise<void> {
  return inCustomer(request, customerId, async (ctx) => {
    const key = { customerId, machineId };
    if (report.kind === "probe") {
      await recordProbe(ctx, {
        ...key,
        name: report.step,
        state: report.state === "failed" ? "failed" : "ok",
        detail: report.detail ?? null,
      });
      return;
    }
    await recordInstallationStep(ctx, { ...key, report });
    if (report.kind === "outcome" && report.state === "failed") await fail(ctx, key, report);
    if (report.state === "running") await beginAgain(ctx, key);
  });
}

/** An installation that failed and runs again is no longer failed. */
async function beginAgain(ctx: Context, key: { customerId: string; machineId: string }): Promise<void> {
  const machine = await machineById(ctx, key.customerId, key.machineId);
  if (machine.state !== "install_failed") return;
  await setMachineState(ctx, { ...key, state: machine.enrolledAt ? "enrolled" : "installing" });
}

async function fail(ctx: Context, key: { customerId: string; machineId: string }, report: ReportInput): Promise<void> {
  const machine = await machineById(ctx, key.customerId, key.machineId);
  if (!machineIs("mayFailInstall", machine.state)) return;
  await setMachineState(ctx, {
    ...key,
    state: "install_failed",
    reason: report.detail?.slice(0, 500) || "The installation failed without a reason.",
  });
}
