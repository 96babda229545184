import { generateKeyPairSync, randomBytes } from "node:crypto";
import { signJoinState } from "@/server/collection/join-state";
import { beginPresence } from "@/server/collection/record-presence";
import { inCustomer, inProvider, jobRequest, newRequest, type Request } from "@/server/context";
import { newId } from "@/server/ids";
import { linkSecrets } from "@/server/keys/link-secrets";
import { acknowledgeEntitlements } from "@/server/licensing/acknowledge-entitlements";
import { createLink } from "@/server/setup/create-link";
import { backupStepNames, installationStepNames } from "@/server/setup/states";
import { collectMachine } from "@/server/workflow/collect-machine";
import { enrolMachine } from "@/server/workflow/enrol-machine";
import { takeHeartbeat } from "@/server/workflow/machine-heartbeat";
import { takeReport } from "@/server/workflow/machine-report";
import { asOwner } from "./actors";
import { type SimulatedMachine, signedBy, snapshotsOf } from "./simulated-machine";

const gib = 1024n ** 3n;

/**
 * A machine of the story: it went through the product's own functions on a past day, and how far it came. One at work
 * is gone on with by simulation.ts.
 */
export type StoryMachine = {
  hostname: string;
  serial: string;
  service: "cloud-backup" | "compute-node";
  totalGib: number;
  availableGib: number;
  daysAgo: number;
  ends: "active" | "failed" | "waits";
  /** The serial its link was made for, where that is another: the machine waits for approval. */
  linkSerial?: string;
};

type Key = { pem: string; key: string };

/**
 * Takes one machine through report, license, enrolment and first heartbeat, as its agent would have.
 * @returns its management id and, where it is at work, what the simulation goes on with
 */
export async function tellMachine(
  machine: StoryMachine,
  { customerId, identifier, now }: { customerId: string; identifier: string; now: Date },
): Promise<{ machineId: string; simulated?: SimulatedMachine }> {
  const at = new Date(now.getTime() - machine.daysAgo * 24 * 3_600_000);
  const request = await asOwner(identifier, customerId, at);
  const link = await inProvider(request, (ctx) =>
    createLink(ctx, {
      customerId,
      service: machine.service,
      os: "linux",
      serial: machine.linkSerial,
      usesMax: 1,
      expiresInMinutes: 1440,
      kind: "ordinary",
    }),
  );
  const { token } = await linkSecrets(link.id);
  const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key: Key = {
    pem: pair.publicKey.export({ type: "spki", format: "pem" }).toString(),
    key: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
  const facts = factsOf(machine);
  const plain = { requestId: newId("request", at), now: at };
  const answer = await collectMachine(plain, { token, publicKey: key.pem, facts }, "10.41.7.18");
  const machineId = String(answer.machineId);
  if (answer.status !== "ready" || machine.ends === "waits") return { machineId };
  const script = Buffer.from(String(answer.installer), "base64").toString();
  const envelope = /^ENVELOPE='([^']+)'/m.exec(script)?.[1] ?? "";
  if (machine.ends === "failed") {
    await fail(newRequest({ kind: "link", id: link.id, label: link.id, customerId }, at), customerId, machineId);
    return { machineId };
  }
  const enrolled = await enrolMachine(plain, {
    envelope,
    publicKey: key.pem,
    facts,
    signature: signedBy(key, envelope),
  });
  if (typeof enrolled.license !== "string") return { machineId };
  const actor = { kind: "machine" as const, id: machineId, label: machine.hostname, customerId };
  const as = { ...plain, actor };
  const first = await acknowledge(as, key, enrolled.license);
  for (const step of stepsOf(machine))
    await takeReport(as, customerId, machineId, {
      kind: step === "finished" ? "outcome" : "progress",
      step,
      state: "done",
      detail: "Done.",
    });
  const beat = { agentVersion: "1.0.0", application: "running" as const, applied: "1" };
  const answered = await takeHeartbeat(as, { ...beat, ...first, joinState: String(enrolled.joinState) });
  const today = { ...as, now };
  const backupBytes =
    machine.service === "cloud-backup" ? String((BigInt(machine.totalGib - machine.availableGib) * gib) / 4n) : null;
  const disk = { serial: machine.serial, backupBytes, since: at.toISOString() };
  const snapshots = snapshotsOf(disk, now);
  const renewed = await takeHeartbeat(today, { ...beat, ...first, snapshots, joinState: String(answered.joinState) });
  // A license lives a week: the one of the installation's day has long been followed by others.
  let held = first;
  if (typeof renewed.license === "string") {
    held = await acknowledge(today, key, renewed.license);
    await takeHeartbeat(today, { ...beat, ...held, snapshots, joinState: String(renewed.joinState) });
  }
  // The simulation speaks for it as soon as the portal is open; the story takes a while to the end.
  await inProvider(jobRequest("story", now), (ctx) => beginPresence(ctx, { customerId, machineId, dueInSeconds: 600 }));
  const joinState = await signJoinState(machineId, 1);
  const simulated = { ...disk, ...held, machineId, hostname: machine.hostname, key: key.key, joinState, applied: "1" };
  return { machineId, simulated };
}

/** The steps that an installer of the service reports. */
function stepsOf({ service }: StoryMachine): string[] {
  const others: readonly string[] = service === "cloud-backup" ? [] : backupStepNames;
  return installationStepNames.filter((step) => !others.includes(step));
}

/** Acknowledges the entitlements of a license with the machine's signature. @returns what heartbeats name it by */
async function acknowledge(
  as: Request & { actor: { id: string; customerId: string } },
  key: Key,
  license: string,
): Promise<{ licenseSeq: number; licenseJti: string }> {
  const { jti, seq } = JSON.parse(Buffer.from(license.split(".")[1] ?? "", "base64url").toString()) as {
    jti: string;
    seq: number;
  };
  const { id: machineId, customerId } = as.actor;
  await inCustomer(as, customerId, (ctx) =>
    acknowledgeEntitlements(ctx, { customerId, machineId, jti, seq, signature: signedBy(key, `ack|${jti}|${seq}`) }),
  );
  return { licenseSeq: seq, licenseJti: jti };
}

async function fail(request: Request, customerId: string, machineId: string): Promise<void> {
  const detail =
    "restic could not be laid down: no space left on /opt (12 MiB free, 31 MiB needed). Free some space and run the line again.";
  await takeReport(request, customerId, machineId, {
    kind: "progress",
    step: "fetch",
    state: "done",
    detail: "restic fetched.",
  });
  await takeReport(request, customerId, machineId, { kind: "progress", step: "application", state: "failed", detail });
  await takeReport(request, customerId, machineId, { kind: "outcome", step: "finished", state: "failed", detail });
}

function factsOf(machine: StoryMachine) {
  return {
    serial: machine.serial,
    serialSource: "product_serial",
    totalBytes: (BigInt(machine.totalGib) * gib).toString(),
    availableBytes: (BigInt(machine.availableGib) * gib).toString(),
    path: "/",
    hostname: machine.hostname,
    os: "linux",
    osVersion: "Debian GNU/Linux 12 (bookworm)",
    arch: "amd64",
    installId: randomBytes(32).toString("hex"),
  };
}
