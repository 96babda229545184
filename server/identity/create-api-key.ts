import { randomBytes } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import { apiKeys } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { refuseClosedCustomer } from "../configuration/refuse-closed-customer";
import type { ApiScope, Context } from "../context";
import { DomainError, notFound } from "../errors";
import { newId } from "../ids";
import { sha256 } from "../keys/link-secrets";
import type { keyLives } from "./input";
import { authorizeScopes } from "./permissions";

type NewKey = {
  customerId: string | null;
  scopes: ApiScope[];
  label: string;
  /** Until when it is valid, as a number of days or as a time; without either it has no end. */
  validDays?: (typeof keyLives)[number];
  expiresAt?: Date;
};

/**
 * Makes a program's key for one customer, or with null for the provider. Only its SHA-256 is stored.
 * @returns the id, and the key, which cannot be read again.
 * @throws not_found for a customer that does not exist; conflict for a closed one; invalid_input for an end that has
 * passed; forbidden for scopes beyond those of who makes it
 */
export async function createApiKey(ctx: Context, input: NewKey): Promise<{ id: string; key: string }> {
  if (input.customerId !== null) await refuseClosedCustomer(ctx, input.customerId);
  authorizeScopes(ctx.actor, input.scopes, input.customerId);
  const expiresAt = endOf(ctx.now, input);
  const id = newId("apiKey", ctx.now);
  const key = `spw_${randomBytes(30).toString("base64url")}`;
  await ctx.tx.insert(apiKeys).values({
    id,
    customerId: input.customerId,
    keyHash: sha256(key),
    scopes: [...new Set(input.scopes)],
    label: input.label,
    createdBy: ctx.actor.label,
    createdAt: ctx.now,
    expiresAt,
  });
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "api_key.created",
    subjectKind: "api_key",
    subjectId: id,
    detail: {
      label: input.label,
      scopes: input.scopes.join(" "),
      ...(expiresAt && { until: expiresAt.toISOString() }),
    },
    topic: "identity",
  });
  return { id, key };
}

function endOf(now: Date, { validDays = "never", expiresAt }: Pick<NewKey, "validDays" | "expiresAt">): Date | null {
  if (!expiresAt) return validDays === "never" ? null : new Date(now.getTime() + Number(validDays) * 86_400_000);
  if (expiresAt <= now)
    throw new DomainError("invalid_input", "expiresAt: Give a time to come.", { field: "expiresAt" });
  return expiresAt;
}

/** Revokes a key at once. Revoking it again changes nothing. */
export async function revokeApiKey(ctx: Context, input: { customerId: string | null; id: string }): Promise<void> {
  const own = input.customerId === null ? isNull(apiKeys.customerId) : eq(apiKeys.customerId, input.customerId);
  const [key] = await ctx.tx
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.id, input.id), own))
    .for("update");
  if (!key) throw notFound("API key", input.id);
  if (key.revokedAt) return;
  await ctx.tx.update(apiKeys).set({ revokedAt: ctx.now }).where(eq(apiKeys.id, input.id));
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "api_key.revoked",
    subjectKind: "api_key",
    subjectId: input.id,
    detail: { label: key.label ?? "" },
    topic: "identity",
  });
}
