import { and, asc, desc, eq, sql } from "drizzle-orm";
import { installationLinks, installationSteps, installers, linkUses, machines } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { linkSecrets, sha256 } from "../keys/link-secrets";
import { addressesOf, installLine } from "./link-addresses";
import { linkState } from "./rules";

export type Link = typeof installationLinks.$inferSelect;
export type Installer = typeof installers.$inferSelect;

/** @throws not_found */
export async function linkById(ctx: Context, customerId: string, id: string): Promise<Link> {
  const [row] = await ctx.tx
    .select()
    .from(installationLinks)
    .where(and(eq(installationLinks.customerId, customerId), eq(installationLinks.id, id)));
  if (!row) throw notFound("installation link", id);
  return row;
}

/** The link with its row locked until the transaction ends. @throws not_found */
export async function lockLink(ctx: Context, customerId: string, id: string): Promise<Link> {
  const [row] = await ctx.tx
    .select()
    .from(installationLinks)
    .where(and(eq(installationLinks.customerId, customerId), eq(installationLinks.id, id)))
    .for("update");
  if (!row) throw notFound("installation link", id);
  return row;
}

export type LinkName = { customerId: string; id: string };

/** Which link a secret belongs to, before any customer is known (SECURITY DEFINER look-ups by hash), or null. */
export async function resolveLink(ctx: Context, by: "token" | "url", secret: string): Promise<LinkName | null> {
  const hash = sha256(secret);
  const [row] = await ctx.tx.execute<{ customer_id: string; id: string }>(
    by === "token"
      ? sql`select customer_id, id from resolve_link_token(${hash})`
      : sql`select customer_id, id from resolve_link_url(${hash})`,
  );
  return row ? { customerId: row.customer_id, id: row.id } : null;
}

/** Whether this machine has spent a use of the link. */
export async function hasSpent(ctx: Context, link: Link, machineId: string): Promise<boolean> {
  const [row] = await ctx.tx
    .select({ id: linkUses.id })
    .from(linkUses)
    .where(
      and(eq(linkUses.customerId, link.customerId), eq(linkUses.linkId, link.id), eq(linkUses.machineId, machineId)),
    );
  return row !== undefined;
}

/** The address of a link, derived again from its public id; shown to who may make links, never in lists or logs. */
export async function linkAddress(ctx: Context, customerId: string, id: string) {
  const link = await linkById(ctx, customerId, id);
  const { urlSecret } = await linkSecrets(link.id, link.keyId);
  const { url, command } = addressesOf(urlSecret, link.os);
  const wgetCommand = installLine("wget", url, link.os);
  return { id: link.id, url, command, wgetCommand, expiresAt: link.expiresAt, state: linkState(link, ctx.now) };
}

/** Machines that spent a link, newest use first. */
export function usesOf(ctx: Context, customerId: string, linkId: string) {
  return ctx.tx
    .select({
      machineId: machines.id,
      hostname: machines.hostname,
      serial: machines.serial,
      state: machines.state,
      usedAt: linkUses.usedAt,
    })
    .from(linkUses)
    .innerJoin(machines, and(eq(machines.customerId, linkUses.customerId), eq(machines.id, linkUses.machineId)))
    .where(and(eq(linkUses.customerId, customerId), eq(linkUses.linkId, linkId)))
    .orderBy(desc(linkUses.usedAt))
    .limit(200);
}

/** An installer by its envelope's id. @throws not_found */
export async function installerById(ctx: Context, customerId: string, id: string): Promise<Installer> {
  const [row] = await ctx.tx
    .select()
    .from(installers)
    .where(and(eq(installers.customerId, customerId), eq(installers.id, id)));
  if (!row) throw notFound("installer", id);
  return row;
}

/** Everything made for a machine, newest first. */
export function installersOf(ctx: Context, customerId: string, machineId: string): Promise<Installer[]> {
  return ctx.tx
    .select()
    .from(installers)
    .where(and(eq(installers.customerId, customerId), eq(installers.machineId, machineId)))
    .orderBy(desc(installers.transmittedAt), desc(installers.id))
    .limit(50);
}

/** Steps of an installation in the order in which the machine reported them. */
export function stepsOf(ctx: Context, customerId: string, machineId: string) {
  return ctx.tx
    .select()
    .from(installationSteps)
    .where(and(eq(installationSteps.customerId, customerId), eq(installationSteps.machineId, machineId)))
    .orderBy(asc(installationSteps.at), asc(installationSteps.id))
    .limit(500);
}
