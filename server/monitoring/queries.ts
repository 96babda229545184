import { and, desc, eq, gte, sql } from "drizzle-orm";
import { machineObservations, machines, probes, services, vendors } from "@/db/schema";
import type { Context } from "../context";

export type MachineObservation = typeof machineObservations.$inferSelect;

/** What the machine's newest heartbeat reported of its application, or null before the first. */
export async function observationOf(
  ctx: Context,
  customerId: string,
  machineId: string,
): Promise<MachineObservation | null> {
  const [row] = await ctx.tx
    .select()
    .from(machineObservations)
    .where(and(eq(machineObservations.customerId, customerId), eq(machineObservations.machineId, machineId)));
  return row ?? null;
}

/** Outcomes of a machine's probes, newest first. */
export function probesOf(ctx: Context, customerId: string, machineId: string, limit = 100) {
  return ctx.tx
    .select()
    .from(probes)
    .where(and(eq(probes.customerId, customerId), eq(probes.machineId, machineId)))
    .orderBy(desc(probes.at))
    .limit(limit);
}

/** The time over which health is judged: a week. */
const healthMs = 7 * 24 * 3_600_000;

/**
 * Availability and performance in one view across services and vendors, over the last week: machines of each service
 * that run, are silent or failed, and the outcomes of its probes. `customerId` null, in the provider's role, means all
 * customers.
 */
export async function serviceHealth(ctx: Context, customerId: string | null) {
  const since = new Date(ctx.now.getTime() - healthMs);
  const running = await ctx.tx
    .select({
      serviceId: services.id,
      service: services.name,
      slug: services.slug,
      vendor: vendors.name,
      machines: sql<number>`count(${machines.id})::int`,
      running: sql<number>`count(*) filter (where ${machines.state} = 'active' and ${machines.application} = 'running')::int`,
      silent: sql<number>`count(*) filter (where ${machines.state} = 'silent')::int`,
      failed: sql<number>`count(*) filter (where ${machines.state} = 'install_failed' or ${machines.application} = 'failed')::int`,
    })
    .from(services)
    .innerJoin(vendors, eq(vendors.id, services.vendorId))
    .innerJoin(machines, and(eq(machines.serviceId, services.id), sql`${machines.state} <> 'retired'`))
    .where(customerId === null ? undefined : eq(machines.customerId, customerId))
    .groupBy(services.id, services.name, services.slug, vendors.name)
    .orderBy(services.name);
  const probed = await ctx.tx
    .select({
      serviceId: machines.serviceId,
      probes: sql<number>`count(*)::int`,
      ok: sql<number>`count(*) filter (where ${probes.state} = 'ok')::int`,
      medianMs: sql<number | null>`percentile_cont(0.5) within group (order by ${probes.tookMs})`,
    })
    .from(probes)
    .innerJoin(machines, and(eq(machines.customerId, probes.customerId), eq(machines.id, probes.machineId)))
    .where(and(gte(probes.at, since), customerId === null ? undefined : eq(probes.customerId, customerId)))
    .groupBy(machines.serviceId);
  return running.map((row) => {
    const found = probed.find((probe) => probe.serviceId === row.serviceId);
    return { ...row, probes: found?.probes ?? 0, probesOk: found?.ok ?? 0, probeMedianMs: found?.medianMs ?? null };
  });
}
