import { and, asc, eq, gte, lt, sql } from "drizzle-orm";
import { machines, services, usageRecords } from "@/db/schema";
import type { Context } from "../../context";
import type { groupings } from "../input";

/** So many records of a group, from a kind of source, met this fate. */
export type FateCount = { group: string; sourceKind: string; fate: string; records: number };

/** Which records: by the time of the use; `from` belongs to it, `to` does not. */
export type FateScope = {
  from: Date;
  to: Date;
  customerId?: string | undefined;
  meter?: string | undefined;
  cloudId?: string | undefined;
  machineId?: string | undefined;
  serviceId?: string | undefined;
  vendorId?: string | undefined;
  groupBy?: (typeof groupings)[number] | undefined;
};

/**
 * How many records of a window met which fate, in the groups of the series beside it: accepted is not the same as
 * counted. A record's cloud is where it was placed; one that names no known machine has the group "" by machine and by
 * service.
 */
export async function fatesOf(ctx: Context, scope: FateScope): Promise<FateCount[]> {
  const { customerId, meter, cloudId, machineId, serviceId, vendorId, from, to, groupBy = "cloud" } = scope;
  const of = <T>(value: T | undefined, condition: (value: T) => ReturnType<typeof eq>) =>
    value === undefined ? undefined : condition(value);
  const group = {
    cloud: sql<string>`${usageRecords.cloudId}`,
    machine: sql<string>`coalesce(${usageRecords.machineId}, '')`,
    customer: sql<string>`${usageRecords.customerId}`,
    service: sql<string>`coalesce(${machines.serviceId}, '')`,
  }[groupBy];
  const counts = ctx.tx
    .select({
      group: group.as("group"),
      sourceKind: usageRecords.sourceKind,
      fate: usageRecords.fate,
      records: sql<number>`count(*)::int`,
    })
    .from(usageRecords)
    .$dynamic();
  if (groupBy === "service" || serviceId !== undefined || vendorId !== undefined)
    counts.leftJoin(
      machines,
      and(eq(machines.customerId, usageRecords.customerId), eq(machines.id, usageRecords.machineId)),
    );
  if (vendorId !== undefined) counts.leftJoin(services, eq(services.id, machines.serviceId));
  return counts
    .where(
      and(
        of(customerId, (value) => eq(usageRecords.customerId, value)),
        gte(usageRecords.endedAt, from),
        lt(usageRecords.endedAt, to),
        of(meter, (value) => eq(usageRecords.meter, value)),
        of(cloudId, (value) => eq(usageRecords.cloudId, value)),
        of(machineId, (value) => eq(usageRecords.machineId, value)),
        of(serviceId, (value) => eq(machines.serviceId, value)),
        of(vendorId, (value) => eq(services.vendorId, value)),
      ),
    )
    .groupBy(sql`1`, usageRecords.sourceKind, usageRecords.fate)
    .orderBy(sql`1`, asc(usageRecords.fate), asc(usageRecords.sourceKind));
}
