import { and, desc, eq, type SQL } from "drizzle-orm";
import { licenseDocuments, licenses } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { serviceById } from "../catalogue/queries";
import { lockMachine } from "../collection/queries";
import { customerById } from "../configuration/queries";
import type { Context } from "../context";
import { env } from "../env";
import { DomainError } from "../errors";
import { newId } from "../ids";
import { signJws } from "../keys/jws";
import { licenseClaims } from "./license-claims";
import { type LicenseDocument, lockLicense } from "./queries";
import { licenseMs } from "./rules";

/**
 * A license with less than this left is extended by a year when its machine sends a heartbeat: it ends by an action,
 * not by itself.
 */
const extendWhenLeftMs = 30 * 24 * 3_600_000;

/**
 * Issues the signed document of an active license; its sequence rises by machine, so that an older one is refused
 * there.
 * @throws conflict where the license is not active.
 */
export async function issueLicenseDocument(
  ctx: Context,
  input: { customerId: string; licenseId: string },
): Promise<LicenseDocument> {
  const { customerId } = input;
  const unlocked = await lockLicense(ctx, customerId, input.licenseId);
  if (unlocked.state !== "active")
    throw new DomainError("conflict", `The license is ${unlocked.state}: no document is issued for it.`);
  const machine = await lockMachine(ctx, customerId, unlocked.machineId);
  const mine = and(eq(licenses.customerId, customerId), eq(licenses.id, unlocked.id));
  const left = unlocked.validTo.getTime() - ctx.now.getTime();
  const validTo = left < extendWhenLeftMs ? new Date(ctx.now.getTime() + licenseMs) : unlocked.validTo;
  // Of the license too: one that was transferred goes on counting, so that its newest document is the highest.
  const ofMachine = await newestSeq(ctx, customerId, eq(licenseDocuments.machineId, machine.id));
  const seq = 1 + Math.max(ofMachine, await newestSeq(ctx, customerId, eq(licenseDocuments.licenseId, unlocked.id)));
  const license = { ...unlocked, validTo, seq };
  const [service, customer] = [await serviceById(ctx, license.serviceId), await customerById(ctx, customerId)];
  const id = newId("licenseDocument", ctx.now);
  const claims = licenseClaims({
    origin: env().origin,
    jti: id,
    seq,
    now: ctx.now,
    license,
    service: service.slug,
    customer,
    machine,
  });
  const { jws, kid } = await signJws("license", claims, "lic+jws");
  const document: LicenseDocument = {
    customerId,
    id,
    licenseId: license.id,
    machineId: machine.id,
    seq,
    kid,
    document: jws,
    issuedAt: ctx.now,
    expiresAt: new Date(claims.exp * 1000),
    acknowledgedAt: null,
    acknowledgement: null,
    revokedAt: null,
  };
  await ctx.tx.insert(licenseDocuments).values(document);
  await ctx.tx.update(licenses).set({ seq, validTo }).where(mine);
  await recordAudit(ctx, {
    customerId,
    action: "license.issued",
    subjectKind: "license",
    subjectId: license.id,
    detail: { machine: machine.id, document: id, seq: String(seq), expires: document.expiresAt.toISOString() },
    topic: "licenses",
  });
  return document;
}

/** The highest sequence among these documents of a customer; 0 where there is none. */
async function newestSeq(ctx: Context, customerId: string, which: SQL): Promise<number> {
  const [newest] = await ctx.tx
    .select({ seq: licenseDocuments.seq })
    .from(licenseDocuments)
    .where(and(eq(licenseDocuments.customerId, customerId), which))
    .orderBy(desc(licenseDocuments.seq))
    .limit(1);
  return newest?.seq ?? 0;
}
