import { and, eq, ne, sql } from "drizzle-orm";
import { machineReports, machines } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Service } from "../catalogue/queries";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { newId } from "../ids";
import { keyThumbprint } from "../keys/machine-signature";
import { allocationOf, gibUp, neededBytes } from "./allocation";
import { type Evidence, realSerial, sameHardware } from "./evidence";
import type { MachineFacts } from "./input";
import { ruleOf } from "./queries";
import { approvalReason, hasEnrolled, type LinkTerms } from "./rules";
import { setMachineState } from "./set-machine-state";
import { type MachineState, machineIs } from "./states";

export type Reporting = {
  customerId: string;
  link: LinkTerms & { id: string };
  service: Service;
  publicKeyPem: string;
  facts: MachineFacts;
  address: string | null;
};

/**
 * Stores what a machine reports, the first of the two informations. The key identifies the same machine again; the
 * allocation is computed anew from the space that the machine reports; nothing is spent and nothing is opened.
 * @throws invalid_input for a key that is not P-256; unprocessable where there is neither serial nor space to provision
 * by; conflict where that key belongs to a machine of another service.
 */
export async function reportMachine(ctx: Context, input: Reporting): Promise<{ machineId: string }> {
  const thumbprint = keyThumbprint(input.publicKeyPem);
  if (!thumbprint) throw new DomainError("invalid_input", "publicKey is not a P-256 public key in PEM.");
  const { facts, service } = input;
  const known = await othersLike(ctx, input.customerId, thumbprint, facts);
  const evidence = { ...known.evidence, serial: known.serialTaken ? null : known.evidence.serial };
  const space = spaceOf(facts);
  requireInformation(service, evidence.serial, space !== null, known.serialTaken);
  const recomputed = space ? allocationOf(ruleOf(service), space) : null;
  const machineId = await ensureMachine(ctx, input, thumbprint);
  const [machine] = await ctx.tx
    .select({
      state: machines.state,
      approvedAt: machines.approvedAt,
      enrolledAt: machines.enrolledAt,
      named: machines.named,
      serviceId: machines.serviceId,
    })
    .from(machines)
    .where(and(eq(machines.customerId, input.customerId), eq(machines.id, machineId)))
    .for("update");
  if (!machine || machine.serviceId !== service.id)
    throw new DomainError("conflict", "This machine is set up for another service. Uninstall that first.");
  const reason = approvalReason(input.link, {
    serial: evidence.serial,
    instanceId: facts.instanceId || null,
    knownHardware: known.sameHardwareId !== null,
    serialTaken: known.serialTaken,
  });
  const measured = {
    availableBytes: space?.availableBytes ?? null,
    totalBytes: space?.totalBytes ?? null,
    reportedAllocationBytes: facts.allocationBytes === undefined ? null : BigInt(facts.allocationBytes),
    recomputedAllocationBytes: recomputed,
    allocationRuleVersion: recomputed === null ? null : service.allocationRuleVersion,
  };
  await ctx.tx.insert(machineReports).values({
    customerId: input.customerId,
    id: newId("machineReport", ctx.now),
    machineId,
    linkId: input.link.id,
    facts: Object.fromEntries(
      Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    ...measured,
    address: input.address,
    receivedAt: ctx.now,
  });
  const enrolled = hasEnrolled(machine);
  const approved = machine.approvedAt !== null && machine.state !== "retired";
  await ctx.tx
    .update(machines)
    .set({
      ...measured,
      ...evidence,
      serialSource: evidence.serial ? facts.serialSource || null : "none",
      ...(machine.named ? {} : { hostname: facts.hostname || null }),
      os: facts.os || null,
      osVersion: facts.osVersion || null,
      arch: facts.arch || null,
      instanceId: facts.instanceId || null,
      reportedAt: ctx.now,
      // A machine that has enrolled stays with the link and the approval it enrolled by.
      ...(enrolled
        ? {}
        : {
            linkId: input.link.id,
            needsApproval: reason !== null && !approved,
            replacesMachineId: known.sameHardwareId,
          }),
      ...(approved ? {} : { approvedAt: null, approvedBy: null }),
    })
    .where(and(eq(machines.customerId, input.customerId), eq(machines.id, machineId)));
  await settleState(ctx, input, machineId, machine.state, recomputed, space?.totalBytes ?? 0n, evidence.serial);
  return { machineId };
}

type Space = { availableBytes: bigint; totalBytes: bigint };

/** The space that the machine reports, or null where a figure is missing or the figures contradict each other. */
function spaceOf(facts: MachineFacts): Space | null {
  if (facts.availableBytes === undefined || facts.totalBytes === undefined) return null;
  const space = { availableBytes: BigInt(facts.availableBytes), totalBytes: BigInt(facts.totalBytes) };
  return space.availableBytes <= space.totalBytes && space.totalBytes < 1n << 62n ? space : null;
}

function requireInformation(service: Service, serial: string | null, hasSpace: boolean, taken: boolean): void {
  if (serial !== null || (service.needsStorage && hasSpace)) return;
  const why = taken
    ? "its serial number is also reported by another machine of this customer"
    : "it has no serial number of its own (a placeholder does not count)";
  throw new DomainError(
    "unprocessable",
    service.needsStorage
      ? `This machine cannot be told apart: ${why}, and it reports no disk space (availableBytes and totalBytes).`
      : `${service.name} is provisioned by the serial number alone, and ${why}. Run it on a machine that has one.`,
  );
}

/** The customer's other machines that are not retired and share a fact with this one. */
async function othersLike(ctx: Context, customerId: string, thumbprint: string, facts: MachineFacts) {
  const evidence: Evidence = {
    serial: realSerial(facts.serial),
    hardwareUuid: realSerial(facts.hardwareUuid),
    installId: facts.installId || null,
  };
  const others = await ctx.tx
    .select()
    .from(machines)
    .where(
      and(
        eq(machines.customerId, customerId),
        ne(machines.state, "retired"),
        sql`${machines.keyThumbprint} is distinct from ${thumbprint}`,
        sql`(${machines.serial} = ${evidence.serial} or ${machines.hardwareUuid} = ${evidence.hardwareUuid} or ${machines.installId} = ${evidence.installId})`,
      ),
    )
    .limit(50);
  const same = others.find((other) => sameHardware(evidence, other));
  const serialTaken = !same && evidence.serial !== null && others.some((other) => other.serial === evidence.serial);
  return { evidence, sameHardwareId: same?.id ?? null, serialTaken };
}

/** Finds the machine of this key, or makes it; two reports at once make one. */
async function ensureMachine(ctx: Context, input: Reporting, thumbprint: string): Promise<string> {
  const mine = and(eq(machines.customerId, input.customerId), eq(machines.keyThumbprint, thumbprint));
  const [found] = await ctx.tx.select({ id: machines.id }).from(machines).where(mine);
  if (found) return found.id;
  const machineId = newId("machine", ctx.now);
  const made = await ctx.tx
    .insert(machines)
    .values({
      customerId: input.customerId,
      id: machineId,
      state: "reported",
      kind: input.link.kind,
      serviceId: input.service.id,
      linkId: input.link.id,
      publicKeyPem: input.publicKeyPem,
      keyThumbprint: thumbprint,
      joinState: 0,
      application: "absent",
      needsApproval: true,
      createdAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({ id: machines.id });
  if (made.length === 0) {
    const [other] = await ctx.tx.select({ id: machines.id }).from(machines).where(mine);
    if (!other) throw new DomainError("conflict", "This machine's key is already known. Start again with a new one.");
    return other.id;
  }
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "machine.reported",
    subjectKind: "machine",
    subjectId: machineId,
    detail: { link: input.link.id, hostname: input.facts.hostname ?? "" },
    topic: "machines",
  });
  return machineId;
}

/** Too little space is a state of its own until a report shows more; a retired machine that reports begins anew. */
async function settleState(
  ctx: Context,
  input: Reporting,
  machineId: string,
  state: MachineState,
  recomputed: bigint | null,
  totalBytes: bigint,
  serial: string | null,
): Promise<void> {
  const key = { customerId: input.customerId, machineId };
  const rule = ruleOf(input.service);
  const tooLittle = input.service.needsStorage && recomputed !== null && recomputed < rule.minimumBytes;
  if (state === "retired" || (state === "insufficient_storage" && !tooLittle)) {
    await setMachineState(ctx, { ...key, state: "reported" });
    if (state === "retired")
      await recordAudit(ctx, {
        customerId: input.customerId,
        action: "machine.reported",
        subjectKind: "machine",
        subjectId: machineId,
        detail: { link: input.link.id, serial: serial ?? "" },
      });
  }
  if (tooLittle && machineIs("storageDecides", state))
    await setMachineState(ctx, {
      ...key,
      state: "insufficient_storage",
      reason: `${input.service.name} needs ${gibUp(neededBytes(rule, totalBytes))} free on this disk; ${gibUp(BigInt(input.facts.availableBytes ?? "0"))} are free. Free some and run the installer again.`,
    });
}
