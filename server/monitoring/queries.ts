import { and, desc, eq, gt, gte, ne, sql } from "drizzle-orm";
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

/** Health is judged by the newest probes of a week, at most so many of each service. */
const healthMs = 7 * 24 * 3_600_000;
const probesJudged = 1000;

/**
 * Availability and performance in one view across services and vendors: machines of each service that run, are silent
 * or failed, and the outcomes of its last 1,000 probes of the week; of all customers, in the provider's role.
 */
export function serviceHealth(ctx: Context) {
  const found = ctx.tx
    .select({
      machines: sql<number>`count(*)::int`.as("machines"),
      running:
        sql<number>`(count(*) filter (where ${machines.state} = 'active' and ${machines.application} = 'running'))::int`.as(
          "running",
        ),
      silent: sql<number>`(count(*) filter (where ${machines.state} = 'silent'))::int`.as("silent"),
      failed:
        sql<number>`(count(*) filter (where ${machines.state} = 'install_failed' or ${machines.application} = 'failed'))::int`.as(
          "failed",
        ),
    })
    .from(machines)
    .where(and(eq(machines.serviceId, services.id), ne(machines.state, "retired")))
    .as("found");
  const newest = ctx.tx
    .select({ state: probes.state, tookMs: probes.tookMs })
    .from(probes)
    .where(and(eq(probes.serviceId, services.id), gte(probes.at, new Date(ctx.now.getTime() - healthMs))))
    .orderBy(desc(probes.at))
    .limit(probesJudged)
    .as("newest");
  const probed = ctx.tx
    .select({
      probes: sql<number>`count(*)::int`.as("probes"),
      probesOk: sql<number>`(count(*) filter (where ${newest.state} = 'ok'))::int`.as("probes_ok"),
      probeMedianMs: sql<number | null>`percentile_cont(0.5) within group (order by ${newest.tookMs})`.as("median_ms"),
    })
    .from(newest)
    .as("probed");
  return ctx.tx
    .select({
      serviceId: services.id,
      service: services.name,
      slug: services.slug,
      vendor: vendors.name,
      machines: found.machines,
      running: found.running,
      silent: found.silent,
      failed: found.failed,
      probes: probed.probes,
      probesOk: probed.probesOk,
      probeMedianMs: probed.probeMedianMs,
    })
    .from(services)
    .innerJoin(vendors, eq(vendors.id, services.vendorId))
    .innerJoinLateral(found, gt(found.machines, 0))
    .innerJoinLateral(probed, sql`true`)
    .orderBy(services.name);
}
