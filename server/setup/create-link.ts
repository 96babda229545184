import { installationLinks } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { serviceBySlug } from "../catalogue/queries";
import { realSerial } from "../collection/evidence";
import { customerById } from "../configuration/queries";
import { customerIs } from "../configuration/states";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { newId } from "../ids";
import { linkSecrets, sha256 } from "../keys/link-secrets";
import { addressesOf } from "./link-addresses";

export type NewLink = {
  customerId: string;
  /** The service's slug. */
  service: string;
  os: "linux" | "darwin";
  serial?: string;
  usesMax: number;
  approve?: "auto" | "each";
  expiresInMinutes: number;
  kind: "ordinary" | "overflow";
  overflowId?: string;
  cloudId?: string;
  description?: string;
  /** Units of work that a machine of this link begins with; absent: the service's default. */
  units?: number;
};

/**
 * Makes an installation link, bound to customer, service, operating system, expiry and uses. The row holds hashes only;
 * the address is derived again whenever it is shown.
 * @throws invalid_input for a serial that is a placeholder, or for more than one use; not_found for an unknown service;
 * conflict for a machine of a customer who is suspended or closed.
 */
export async function createLink(
  ctx: Context,
  input: NewLink,
): Promise<{ id: string; url: string; command: string; expiresAt: Date }> {
  const serial = input.serial ? realSerial(input.serial) : null;
  if (input.serial && !serial)
    throw new DomainError(
      "invalid_input",
      `"${input.serial}" is a placeholder, not a serial number. Leave it out, or give the machine's own.`,
      { field: "serial" },
    );
  if (serial && input.usesMax !== 1)
    throw new DomainError("invalid_input", "A link for one serial number has one use.", { field: "usesMax" });
  const customer = await customerById(ctx, input.customerId);
  if (input.kind === "ordinary" && customerIs("serviceEnded", customer.state))
    throw new DomainError("conflict", `${customer.name} is ${customer.state}: no machine is installed for it.`);
  const service = await serviceBySlug(ctx, input.service);
  const id = newId("link", ctx.now);
  const { keyId, token, urlSecret } = await linkSecrets(id);
  const expiresAt = new Date(ctx.now.getTime() + input.expiresInMinutes * 60_000);
  await ctx.tx.insert(installationLinks).values({
    customerId: input.customerId,
    id,
    keyId,
    tokenHash: sha256(token),
    urlSecretHash: sha256(urlSecret),
    serviceId: service.id,
    os: input.os,
    serial,
    approve: input.approve ?? (input.usesMax > 1 ? "each" : "auto"),
    kind: input.kind,
    overflowId: input.overflowId ?? null,
    cloudId: input.cloudId ?? null,
    description: input.description?.trim() || null,
    units: input.units ?? null,
    usesMax: input.usesMax,
    uses: 0,
    expiresAt,
    createdAt: ctx.now,
    createdBy: ctx.actor.label,
    downloads: 0,
  });
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "link.created",
    subjectKind: "link",
    subjectId: id,
    detail: { service: service.name, uses: String(input.usesMax), expires: expiresAt.toISOString(), kind: input.kind },
    topic: "links",
  });
  return { id, ...addressesOf(urlSecret, input.os), expiresAt };
}
