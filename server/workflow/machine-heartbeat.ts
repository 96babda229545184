import { recordAudit } from "../audit/record-audit";
import { nextJoinState, readJoinState, signJoinState } from "../collection/join-state";
import type { MachineActor } from "../collection/machine-token";
import { lockMachine, type Machine } from "../collection/queries";
import { recordPresence } from "../collection/record-presence";
import { setMachineState } from "../collection/set-machine-state";
import { recordAppliedConfiguration } from "../configuration/change-service-configuration";
import { serviceConfigurationOf } from "../configuration/queries";
import { type Context, inCustomer, type Request } from "../context";
import { env } from "../env";
import { DomainError } from "../errors";
import { issueLicenseDocument } from "../licensing/issue-license-document";
import { type LicenseDocument, verdictOf } from "../licensing/queries";
import { revocationList } from "../licensing/revocation-list";
import { mayBeIssued } from "../licensing/rules";
import { log } from "../log";
import type { HeartbeatInput } from "../monitoring/input";
import { recordObservation } from "../monitoring/record-observation";
import { isWorkMoving } from "../overflow/queries";
import { caFor } from "../setup/private-ca";
import { ensureStorage } from "./ensure-storage";
import { heartbeatInterval } from "./heartbeat-interval";
import { configurationFor } from "./machine-configuration";

type Beat = { answer: Record<string, unknown>; storageMissing: boolean } | { cloned: true };

/**
 * Takes a heartbeat: stores its observations, moves the machine's state, and answers with what the machine lacks: a
 * newer license document, the revocation list, the wanted configuration, the command to uninstall.
 * @throws cloned, after both are quarantined, for a counter that was used before.
 */
export async function takeHeartbeat(
  request: Request & { actor: MachineActor },
  input: HeartbeatInput,
): Promise<Record<string, unknown>> {
  const { customerId, id: machineId } = request.actor;
  const beat = await inCustomer(request, customerId, (ctx) => receive(ctx, { customerId, machineId }, input));
  if ("cloned" in beat)
    throw new DomainError(
      "cloned",
      "Another machine uses a copy of this machine's key. Both are quarantined: choose in the portal which one stays.",
    );
  if (beat.storageMissing)
    await ensureStorage(request, { customerId, machineId }).catch((error: Error) =>
      log.warn({ requestId: request.requestId, machineId, err: error }, "storage could not be opened"),
    );
  const ca = await caFor(machineId, input.ca);
  return { ...beat.answer, ...(ca ? { ca } : {}) };
}

type Key = { customerId: string; machineId: string };

async function receive(ctx: Context, key: Key, input: HeartbeatInput): Promise<Beat> {
  const machine = await lockMachine(ctx, key.customerId, key.machineId);
  const revocations = await revocationList(ctx, key);
  const listed = revocations ? { revocations } : {};
  if (machine.state === "retired")
    return {
      storageMissing: false,
      answer: { joinState: input.joinState, intervalSeconds: 300, ...listed, command: "uninstall" },
    };
  if (machine.state === "quarantined") return { cloned: true };
  if (!machine.lastHeartbeatAt)
    throw new DomainError("forbidden", "This machine has not enrolled yet. Run its installer.");
  const presented = await readJoinState(machine.id, input.joinState);
  if (presented === null)
    throw new DomainError("invalid_input", "joinState is not one that this portal gave this machine.");
  const counters = nextJoinState({ current: machine.joinState, before: machine.joinStateBefore }, presented);
  if (!counters) {
    await setMachineState(ctx, {
      ...key,
      state: "quarantined",
      reason: "A counter came back that was used before: two machines use one key. Choose which one stays.",
    });
    return { cloned: true };
  }
  await storeObservations(ctx, key, input);
  const document = await documentFor(ctx, key, machine);
  const state = await moveOn(ctx, machine, input, document);
  const wanted = await serviceConfigurationOf(ctx, machine.id);
  const applied = wanted?.version === undefined || input.applied === String(wanted.version);
  const waits = state === "pending_approval";
  const intervalSeconds = heartbeatInterval({
    // Without a document (suspended, revoked) nothing moves here, however it stands.
    inProgress:
      document !== null &&
      (state !== "active" || !applied || document.acknowledgedAt === null || waitsForSnapshot(ctx, machine, input)),
    overflowAtWork: await isWorkMoving(ctx, key.customerId),
    waitsForPeople: waits,
    mode: env().SPILLWAY_MODE,
  });
  await recordPresence(ctx, {
    ...key,
    application: input.application,
    agentVersion: input.agentVersion ?? null,
    intervalSeconds,
    counters,
  });
  const configuration = !waits && document && !applied ? await configurationFor(ctx, machine, intervalSeconds) : null;
  return {
    storageMissing: !waits && document !== null && !applied && configuration === null,
    answer: {
      joinState: await signJoinState(machine.id, counters.current),
      intervalSeconds,
      ...(document && document.id !== input.licenseJti ? { license: document.document } : {}),
      ...listed,
      ...(configuration ? { configuration: configuration.jws } : {}),
    },
  };
}

const firstHourMs = 3_600_000;

/** A backup that is new and names no snapshot yet: its first one is to stand on its page soon after it was made. */
function waitsForSnapshot(ctx: Context, { enrolledAt }: Machine, { snapshots }: HeartbeatInput): boolean {
  return snapshots?.length === 0 && enrolledAt !== null && ctx.now.getTime() - enrolledAt.getTime() < firstHourMs;
}

async function storeObservations(ctx: Context, key: Key, input: HeartbeatInput): Promise<void> {
  await recordObservation(ctx, {
    ...key,
    application: input.application,
    message: input.message ?? null,
    progress: input.progress ?? null,
    units: input.units ?? null,
    snapshots: input.snapshots ?? null,
    licenseSeq: input.licenseSeq ?? null,
    appliedVersion: input.applied ?? null,
  });
  const version = /^\d{1,9}$/.test(input.applied ?? "") ? Number(input.applied) : 0;
  if (version > 0) await recordAppliedConfiguration(ctx, { ...key, version });
}

/**
 * The document the machine should hold: the newest, or a new one when less than half its life is left. Null where none
 * may be issued.
 */
async function documentFor(ctx: Context, key: Key, machine: Machine): Promise<LicenseDocument | null> {
  if (machine.state === "pending_approval") return null;
  const { code, license, document } = await verdictOf(ctx, key.customerId, key.machineId);
  if (license?.state !== "active" || !mayBeIssued(code)) return null;
  if (document && !document.revokedAt) {
    const life = document.expiresAt.getTime() - document.issuedAt.getTime();
    if (document.expiresAt.getTime() - ctx.now.getTime() > life / 2) return document;
  }
  return issueLicenseDocument(ctx, { customerId: key.customerId, licenseId: license.id });
}

/** A silent machine is back; one whose application runs under acknowledged entitlements is active. */
async function moveOn(
  ctx: Context,
  machine: Machine,
  input: HeartbeatInput,
  document: LicenseDocument | null,
): Promise<Machine["state"]> {
  const key = { customerId: machine.customerId, machineId: machine.id };
  let state = machine.state;
  if (state === "silent") {
    state = machine.stateBefore === "active" ? "active" : "enrolled";
    await setMachineState(ctx, { ...key, state });
  }
  const runs = input.application === "running" && document?.acknowledgedAt && input.licenseJti === document.id;
  if (runs && (state === "enrolled" || (state === "install_failed" && machine.enrolledAt))) {
    await recordAudit(ctx, {
      customerId: key.customerId,
      action: "application.started",
      subjectKind: "machine",
      subjectId: machine.id,
      detail: { license: document.licenseId, document: document.id, seq: String(document.seq) },
    });
    await setMachineState(ctx, { ...key, state: "active" });
    return "active";
  }
  return state;
}
