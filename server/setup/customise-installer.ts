import { agentVersion, buildInstaller, keyLines } from "@/agent/build";
import { installers } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { artefactsFor, serviceById } from "../catalogue/queries";
import type { Machine } from "../collection/queries";
import { customerById } from "../configuration/queries";
import type { Context } from "../context";
import { env } from "../env";
import { newId } from "../ids";
import { signJws } from "../keys/jws";
import { linkSecrets, sha256 } from "../keys/link-secrets";
import { publicKeys } from "../keys/signing-keys";
import type { License } from "../licensing/queries";
import { agentSources } from "./agent-sources";
import { signEnvelope } from "./envelope";
import { signManifest } from "./manifest";
import { privateCa } from "./private-ca";
import type { Link } from "./queries";

/** The signature over the file serves the transmission alone. */
const fileSignatureMs = 15 * 60_000;
/** A machine that enrolled through a link that has since expired may ask again for a day. */
const replayMs = 24 * 3_600_000;

/**
 * Chooses the installer by service and operating system, customises it from both informations, and records its
 * transmission. `signature` covers the file: length, SHA-256, machine.
 */
export async function customiseInstaller(
  ctx: Context,
  input: { machine: Machine; license: License; link: Link },
): Promise<{ id: string; script: string; signature: string }> {
  const { machine, license, link } = input;
  const origin = env().origin;
  const [service, customer] = [await serviceById(ctx, license.serviceId), await customerById(ctx, link.customerId)];
  const id = newId("installer", ctx.now);
  const expiresAt = link.expiresAt > ctx.now ? link.expiresAt : new Date(ctx.now.getTime() + replayMs);
  const os = machine.os ?? link.os;
  const version = agentVersion(agentSources(), service.slug);
  const { token } = await linkSecrets(link.id, link.keyId);
  const envelope = await signEnvelope({
    iss: origin,
    jti: id,
    tok: token,
    svc: service.slug,
    os,
    lic: license.id,
    acct: customer.identifier,
    company: customer.name,
    serial: license.serial,
    allocationBytes: license.allocationBytes,
    expiresAt,
  });
  const artefacts = await artefactsFor(ctx, { serviceId: service.id, os, arch: machine.arch });
  const script = buildInstaller(agentSources(), {
    ORIGIN: origin,
    ENVELOPE: envelope,
    INSTALLER_KEYS: keyLines(await publicKeys("installer")),
    LICENSE_KEYS: keyLines(await publicKeys("license")),
    MANIFEST: await signManifest({ origin, service: service.slug, version, artefacts, expiresAt }),
    SERVICE: service.slug,
    CA_CERTIFICATE: privateCa()?.pem.trimEnd() ?? "",
  });
  const file = Buffer.from(script);
  const hash = sha256(file);
  const { jws: signature } = await signJws("installer", {
    iss: origin,
    aud: "installer-file",
    sha256: hash,
    bytes: file.length,
    exp: Math.floor((ctx.now.getTime() + fileSignatureMs) / 1000),
    machine: machine.id,
  });
  await ctx.tx.insert(installers).values({
    customerId: link.customerId,
    id,
    machineId: machine.id,
    licenseId: license.id,
    linkId: link.id,
    kind: "sh",
    version,
    sha256: hash,
    transmittedAt: ctx.now,
    expiresAt,
  });
  await recordAudit(ctx, {
    customerId: link.customerId,
    action: "installer.transmitted",
    subjectKind: "machine",
    subjectId: machine.id,
    detail: { installer: id, license: license.id, version, sha256: hash },
    topic: "machines",
  });
  return { id, script, signature };
}
