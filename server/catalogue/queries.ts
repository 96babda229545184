import { and, asc, desc, eq, sql } from "drizzle-orm";
import { artefacts, meters, plans, serviceFeatures, services, vendors } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";

export type Service = typeof services.$inferSelect;
export type Plan = typeof plans.$inferSelect;
export type ServiceFeature = typeof serviceFeatures.$inferSelect;

/** A file of a manifest, which machines fetch and check. */
export type ArtefactEntry = {
  name: string;
  version: string;
  os: string;
  arch: string;
  sha256: string;
  sizeBytes: bigint;
};

/** All services with their vendor's name, by name. */
export function listServices(ctx: Context) {
  return ctx.tx
    .select({ service: services, vendorName: vendors.name })
    .from(services)
    .innerJoin(vendors, eq(vendors.id, services.vendorId))
    .orderBy(asc(services.name));
}

/** @throws not_found */
export async function serviceById(ctx: Context, id: string): Promise<Service> {
  const [row] = await ctx.tx.select().from(services).where(eq(services.id, id));
  if (!row) throw notFound("service", id);
  return row;
}

/** @throws not_found */
export async function serviceBySlug(ctx: Context, slug: string): Promise<Service> {
  const [row] = await ctx.tx.select().from(services).where(eq(services.slug, slug));
  if (!row) throw notFound("service", slug);
  return row;
}

/** Features of a service, those that need least first. */
export function featuresOf(ctx: Context, serviceId: string): Promise<ServiceFeature[]> {
  return ctx.tx
    .select()
    .from(serviceFeatures)
    .where(eq(serviceFeatures.serviceId, serviceId))
    .orderBy(asc(serviceFeatures.minimumAllocationBytes), asc(serviceFeatures.feature));
}

/** What people call these features of a service, in its order; one that the catalogue lost has no other name. */
export async function featureNames(ctx: Context, serviceId: string, features: readonly string[]): Promise<string[]> {
  const known = await featuresOf(ctx, serviceId);
  const named = known.filter(({ feature }) => features.includes(feature)).map(({ name }) => name);
  return [...named, ...features.filter((feature) => !known.some((one) => one.feature === feature))];
}

/** Plans of a service, smallest first; without `serviceId` of all services. */
export function listPlans(ctx: Context, serviceId?: string): Promise<Plan[]> {
  return ctx.tx
    .select()
    .from(plans)
    .where(serviceId === undefined ? undefined : eq(plans.serviceId, serviceId))
    .orderBy(asc(plans.serviceId), asc(plans.seats), asc(plans.id));
}

/** @throws not_found */
export async function planById(ctx: Context, id: string): Promise<Plan> {
  const [row] = await ctx.tx.select().from(plans).where(eq(plans.id, id));
  if (!row) throw notFound("plan", id);
  return row;
}

/** @throws not_found */
export async function planBySlug(ctx: Context, slug: string): Promise<Plan> {
  const [row] = await ctx.tx.select().from(plans).where(eq(plans.slug, slug));
  if (!row) throw notFound("plan", slug);
  return row;
}

export function listMeters(ctx: Context) {
  return ctx.tx.select().from(meters).orderBy(asc(meters.slug));
}

/** The newest artefact of each name for an operating system and architecture, without its content. */
export async function artefactsFor(
  ctx: Context,
  input: { serviceId: string; os: string; arch: string | null },
): Promise<ArtefactEntry[]> {
  const rows = await ctx.tx
    .select({
      name: artefacts.name,
      version: artefacts.version,
      os: artefacts.os,
      arch: artefacts.arch,
      sha256: artefacts.sha256,
      sizeBytes: artefacts.sizeBytes,
    })
    .from(artefacts)
    .where(
      and(
        eq(artefacts.serviceId, input.serviceId),
        sql`${artefacts.os} in ('any', ${input.os})`,
        sql`${artefacts.arch} in ('any', ${input.arch ?? "any"})`,
      ),
    )
    .orderBy(asc(artefacts.name), desc(artefacts.createdAt), desc(artefacts.version));
  return rows.filter((row, n) => row.name !== rows[n - 1]?.name);
}

/** Every artefact, newest first, without content: for the console. */
export function listArtefacts(ctx: Context, serviceId?: string) {
  return ctx.tx
    .select({
      sha256: artefacts.sha256,
      serviceId: artefacts.serviceId,
      name: artefacts.name,
      version: artefacts.version,
      os: artefacts.os,
      arch: artefacts.arch,
      sizeBytes: artefacts.sizeBytes,
      createdAt: artefacts.createdAt,
    })
    .from(artefacts)
    .where(serviceId === undefined ? undefined : eq(artefacts.serviceId, serviceId))
    .orderBy(desc(artefacts.createdAt), asc(artefacts.name));
}
