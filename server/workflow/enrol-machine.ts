import { realSerial } from "../collection/evidence";
import type { MachineFacts } from "../collection/input";
import { signJoinState } from "../collection/join-state";
import { lockMachine, type Machine, machineById } from "../collection/queries";
import { beginPresence } from "../collection/record-presence";
import { requireApproval } from "../collection/require-approval";
import { setMachineState } from "../collection/set-machine-state";
import { machineIs } from "../collection/states";
import { type Context, inCustomer, inProvider, type Request } from "../context";
import { env } from "../env";
import { DomainError } from "../errors";
import { keyThumbprint, machineSigned } from "../keys/machine-signature";
import { activateLicense } from "../licensing/activate-license";
import { licenseById, newestDocument, verdictOf } from "../licensing/queries";
import { log } from "../log";
import { readEnvelope } from "../setup/envelope";
import type { EnrolInput } from "../setup/input";
import { type Link, type LinkName, lockLink, resolveLink } from "../setup/queries";
import { spendLink } from "../setup/spend-link";
import { ensureStorage } from "./ensure-storage";
import { heartbeatInterval } from "./heartbeat-interval";
import { configurationFor } from "./machine-configuration";

type Envelope = NonNullable<Awaited<ReturnType<typeof readEnvelope>>>;

/**
 * Enrols a machine: in one transaction its key is checked against the one that reported, the token spent, the seat
 * taken, the license document issued. The same key gets the same answer again. A machine that needs approval enrols
 * without seat and document.
 * @throws forbidden for an envelope or signature that is not right; token_spent (another key, or used up); gone;
 * no_seat.
 */
export async function enrolMachine(
  request: Omit<Request, "actor">,
  input: EnrolInput,
): Promise<Record<string, unknown>> {
  const envelope = await readEnvelope(input.envelope);
  if (!envelope)
    throw new DomainError("forbidden", "The installer's envelope is not signed by this portal. Fetch a new installer.");
  const thumbprint = keyThumbprint(input.publicKey);
  if (!thumbprint || !machineSigned(input.publicKey, input.envelope, input.signature))
    throw new DomainError("forbidden", "The envelope is not signed by the machine's key.");
  const as = (link: LinkName): Request => ({
    ...request,
    actor: { kind: "link", id: link.id, label: `link ${link.id}`, customerId: link.customerId },
  });
  const name = await inProvider({ ...request, actor: { kind: "job", id: "enrol", label: "enrol" } }, (ctx) =>
    resolveLink(ctx, "token", envelope.tok),
  );
  if (!name) throw new DomainError("not_found", "This installation link is not known here. Ask for a new one.");
  const machine = await inCustomer(as(name), name.customerId, (ctx) =>
    bind(ctx, name, envelope, thumbprint, input.facts),
  );
  return answer(as(name), machine.customerId, machine.id);
}

/** The transaction of the enrolment. Locks are taken in this order everywhere: link, machine, license, account. */
async function bind(
  ctx: Context,
  name: LinkName,
  envelope: Envelope,
  thumbprint: string,
  facts: MachineFacts,
): Promise<Machine> {
  const link = await lockLink(ctx, name.customerId, name.id);
  const license = await licenseById(ctx, name.customerId, envelope.lic);
  const machine = await lockMachine(ctx, name.customerId, license.machineId);
  const key = { customerId: machine.customerId, machineId: machine.id };
  if (machine.keyThumbprint !== thumbprint)
    throw new DomainError(
      "token_spent",
      "This installer was made for another machine's key. Fetch one on this machine.",
    );
  if (machineIs("enrolled", machine.state) || (license.state !== "pending" && machine.enrolledAt)) return machine;
  if (machine.state === "retired") throw new DomainError("gone", "This machine was retired. Ask for a new link.");
  await spendLink(ctx, link, machine.id);
  if (envelope.exp <= ctx.now.getTime() / 1000)
    throw new DomainError("gone", "This installer has expired. Run the collector again, or ask for a new link.");
  await beginPresence(ctx, { ...key, dueInSeconds: 60 });
  const reason = approvalNeeded(machine, link, facts);
  if (reason) {
    await requireApproval(ctx, key);
    await setMachineState(ctx, { ...key, state: "pending_approval", reason });
    return machine;
  }
  await setMachineState(ctx, { ...key, state: "enrolled" });
  await activateLicense(ctx, { customerId: key.customerId, licenseId: license.id });
  return machine;
}

/** Why a machine waits for approval: its link asks for it, or its facts differ from its report. null: it does not. */
function approvalNeeded(machine: Machine, link: Link, facts: MachineFacts): string | null {
  if (machine.needsApproval) return machine.stateReason ?? "This machine needs an approval before it gets a seat.";
  const serial = realSerial(facts.serial);
  if (machine.serial && serial && serial !== machine.serial)
    return `It reported serial number ${machine.serial} and enrolled as ${serial}.`;
  if (link.kind === "overflow" && (machine.instanceId !== link.instanceId || machine.cloudId !== link.cloudId))
    return "It does not run in the instance that was created for this overflow, as far as its cloud confirms.";
  return null;
}

/** The answer to the machine, from the rows alone: a repeat gets the same. */
async function answer(request: Request, customerId: string, machineId: string): Promise<Record<string, unknown>> {
  const key = { customerId, machineId };
  const state = await inCustomer(
    request,
    customerId,
    async (ctx) => (await machineById(ctx, customerId, machineId)).state,
  );
  const waits = state === "pending_approval";
  // A cloud that is slow or does not answer does not fail the enrolment: the next heartbeat brings the configuration.
  if (!waits)
    await ensureStorage(request, key).catch((error: Error) =>
      log.warn({ requestId: request.requestId, machineId, err: error }, "storage could not be opened"),
    );
  return inCustomer(request, customerId, async (ctx) => {
    const machine = await machineById(ctx, customerId, machineId);
    const verdict = await verdictOf(ctx, customerId, machineId);
    if (!waits && verdict.license?.state !== "active")
      throw new DomainError("forbidden", verdict.sentence, { verdict: verdict.code });
    const intervalSeconds = heartbeatInterval({ inProgress: true, waitsForPeople: waits, mode: env().SPILLWAY_MODE });
    const document = verdict.license && !waits ? await newestDocument(ctx, customerId, verdict.license.id) : null;
    const configuration = waits ? null : await configurationFor(ctx, machine, intervalSeconds);
    return {
      machineId,
      state: waits ? "pending_approval" : "enrolled",
      ...(document ? { license: document.document } : {}),
      joinState: await signJoinState(machineId, machine.joinState),
      intervalSeconds,
      ...(configuration ? { configuration: configuration.jws } : {}),
    };
  });
}
