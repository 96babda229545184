import { asc, eq, inArray } from "drizzle-orm";
import { cloudConnections, cloudExchanges, cloudFlavors, clouds, storageRepositories } from "@/db/schema";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { driversWith, hasCapability } from "./registry";

export type Cloud = typeof clouds.$inferSelect;

/** Names, slugs and colours of all host clouds, in the order they were added. */
export function listClouds(ctx: Context): Promise<Cloud[]> {
  return ctx.tx.select().from(clouds).orderBy(asc(clouds.colorIndex));
}

/** A host cloud by id or slug. @throws not_found */
export async function cloudByName(ctx: Context, name: string): Promise<Cloud> {
  const found = (await listClouds(ctx)).find((cloud) => cloud.id === name || cloud.slug === name);
  if (!found)
    throw new DomainError(
      "not_found",
      `There is no host cloud ${name}. The console's Host clouds page and spillway cloud list name them.`,
    );
  return found;
}

/** Flavors of every cloud in which machines can be started, as last polled. */
export async function listFlavors(ctx: Context) {
  const rows = await ctx.tx
    .select({ flavor: cloudFlavors })
    .from(cloudFlavors)
    .innerJoin(clouds, eq(clouds.id, cloudFlavors.cloudId))
    .where(inArray(clouds.driver, driversWith("machines")));
  return rows.map(({ flavor: { pricePerHour, currency, ...flavor } }) => ({
    ...flavor,
    price: pricePerHour !== null && currency !== null ? { amount: pricePerHour, currency } : null,
  }));
}

/** Whether a host cloud takes notices. Use on-premises has no cloud that could. */
export async function takesNotices(ctx: Context, cloudId: string): Promise<boolean> {
  const [cloud] = await ctx.tx.select({ driver: clouds.driver }).from(clouds).where(eq(clouds.id, cloudId));
  return cloud !== undefined && hasCapability(cloud.driver, "notices");
}

/** Clouds with the state of their connection; the provider's alone. */
export function listConnections(ctx: Context) {
  return ctx.tx
    .select({ cloud: clouds, connection: cloudConnections })
    .from(clouds)
    .leftJoin(cloudConnections, eq(cloudConnections.cloudId, clouds.id))
    .orderBy(asc(clouds.colorIndex));
}

/** What left for clouds and came back, for one subject, oldest first. */
export function exchangesOf(ctx: Context, subjectKind: string, subjectId: string) {
  return ctx.tx
    .select()
    .from(cloudExchanges)
    .where(eq(cloudExchanges.subjectId, subjectId))
    .orderBy(asc(cloudExchanges.startedAt))
    .then((rows) => rows.filter((row) => row.subjectKind === subjectKind));
}

/** A machine's storage repository, secrets still sealed, or null. */
export async function repositoryOf(ctx: Context, machineId: string) {
  const [row] = await ctx.tx.select().from(storageRepositories).where(eq(storageRepositories.machineId, machineId));
  return row ?? null;
}
