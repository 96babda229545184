import { and, eq, inArray, sql } from "drizzle-orm";
import { customers, machines, meters, services } from "@/db/schema";
import type { Context } from "../../context";
import { DomainError, notFound } from "../../errors";
import type { RecordPlace } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import type { GroupedUse, UseScope } from "../store/use-over-time";
import { tickOf } from "../ticks";
import { dimensionOf } from "./input";

/** Which part of the use; every field narrows it. */
export type AskedPlace = {
  /** Absent: everybody's, as far as the transaction's role sees it. */
  customerId?: string | undefined;
  /** A host cloud's id, or `on-premises`. */
  cloudId?: string | undefined;
  machineId?: string | undefined;
  serviceId?: string | undefined;
  vendorId?: string | undefined;
};
/** The use of one meter in a time. `from` belongs to it, `to` does not. */
export type UsageScope = AskedPlace & Pick<UseScope, "dimension"> & { meter: string; from: Date; to: Date };
export type Grouped = UsageScope & Pick<GroupedUse, "groupBy" | "named">;

export type KnownMeter = typeof meters.$inferSelect;

/** A meter by slug. @throws not_found */
export async function meterBySlug(ctx: Context, slug: string): Promise<KnownMeter> {
  const meter = (await metersBySlug(ctx, [slug])).get(slug);
  if (!meter) throw notFound("meter", slug);
  return meter;
}

/** Meters by slug. @throws not_found where one of them is not known */
export async function metersBySlug({ tx }: Context, slugs: readonly string[]): Promise<Map<string, KnownMeter>> {
  const named = [...new Set(slugs)];
  const known = await tx
    .select()
    .from(meters)
    .where(sql`${meters.slug} = any(${sql.param(named)}::text[])`);
  const found = new Map(known.map((meter) => [meter.slug, meter]));
  const missing = named.find((slug) => !found.has(slug));
  if (missing !== undefined) throw notFound("meter", missing);
  return found;
}

/**
 * The asked use in the store's terms.
 * @throws not_found for an unknown meter; invalid_input for a dimension that it does not declare
 */
export async function scopeAsked(
  ctx: Context,
  asked: UsageScope,
): Promise<UseScope & { unit: string; dimensions: string[] }> {
  const { meter, to, customerId, cloudId, machineId, dimension } = asked;
  // A tick that the time overlaps is asked whole: use belongs to a time that it overlaps (docs/rules.md 3.12).
  const from = tickOf(asked.from);
  const [known, serviceIds] = await Promise.all([meterBySlug(ctx, meter), servicesAsked(ctx, asked)]);
  if (dimension) requireDeclared(known, dimension.name);
  const { kind, unit, dimensions } = known;
  return { customerId, cloudId, machineId, serviceIds, dimension, meter, kind, unit, dimensions, from, to };
}

/** The same with its groups. @throws as `scopeAsked` */
export async function groupedAsked(ctx: Context, asked: Grouped): Promise<GroupedUse & { unit: string }> {
  const { groupBy, named } = asked;
  const { dimensions, ...scope } = await scopeAsked(ctx, asked);
  const dimension = dimensionOf(groupBy);
  if (dimension !== null) requireDeclared({ slug: asked.meter, dimensions }, dimension);
  return { ...scope, groupBy, named };
}

/**
 * The groups that an answer names: of a dimension, which may have any number of values, those with the most use in the
 * time. @returns undefined where all are named
 */
export async function namedGroups(ctx: Context, asked: Grouped, most: number): Promise<string[] | undefined> {
  if (dimensionOf(asked.groupBy) === null) return undefined;
  const { unit: _, ...question } = await groupedAsked(ctx, asked);
  return usageStore.largestGroups(ctx, { ...question, most });
}

function requireDeclared({ slug, dimensions }: Pick<KnownMeter, "slug" | "dimensions">, name: string): void {
  if (dimensions.includes(name)) return;
  const declared = dimensions.length > 0 ? `It declares ${dimensions.join(", ")}.` : "It declares none.";
  throw new DomainError("invalid_input", `The meter ${slug} does not declare the dimension ${name}. ${declared}`);
}

async function servicesAsked({ tx }: Context, { serviceId, vendorId }: AskedPlace): Promise<string[] | undefined> {
  if (vendorId === undefined) return serviceId === undefined ? undefined : [serviceId];
  const rows = await tx
    .select({ id: services.id })
    .from(services)
    .where(and(eq(services.vendorId, vendorId), serviceId === undefined ? undefined : eq(services.id, serviceId)))
    .orderBy(services.id);
  return rows.map(({ id }) => id);
}

/** The places of asked records in the store's terms: machines by id. */
export async function placeAsked(ctx: Context, asked: AskedPlace): Promise<RecordPlace> {
  return { cloudId: asked.cloudId, machineIds: await machinesAsked(ctx, asked) };
}

/** The meters whose records are of a span. */
export async function counterMeters({ tx }: Context): Promise<string[]> {
  return (await tx.select({ slug: meters.slug }).from(meters).where(eq(meters.kind, "counter"))).map(
    ({ slug }) => slug,
  );
}

/** Each of these machines' service. */
export async function servicesOf({ tx }: Context, machineIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx
    .select({ id: machines.id, serviceId: machines.serviceId })
    .from(machines)
    .where(sql`${machines.id} in (select unnest(${sql.param(machineIds)}::text[]))`);
  return new Map(rows.map(({ id, serviceId }) => [id, serviceId]));
}

/** The customers that a list of records is asked of. */
export async function customersAsked({ tx }: Context, { customerId }: AskedPlace): Promise<string[]> {
  if (customerId !== undefined) return [customerId];
  return (await tx.select({ id: customers.id }).from(customers).orderBy(customers.id)).map(({ id }) => id);
}

async function machinesAsked({ tx }: Context, asked: AskedPlace): Promise<string[] | undefined> {
  const { customerId, machineId, serviceId, vendorId } = asked;
  if (serviceId === undefined && vendorId === undefined) return machineId === undefined ? undefined : [machineId];
  const rows = await tx
    .select({ id: machines.id })
    .from(machines)
    .where(
      and(
        customerId === undefined ? undefined : eq(machines.customerId, customerId),
        machineId === undefined ? undefined : eq(machines.id, machineId),
        serviceId === undefined ? undefined : eq(machines.serviceId, serviceId),
        vendorId === undefined
          ? undefined
          : inArray(
              machines.serviceId,
              tx.select({ id: services.id }).from(services).where(eq(services.vendorId, vendorId)),
            ),
      ),
    );
  return rows.map(({ id }) => id);
}
