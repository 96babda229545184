import { and, desc, eq, sql } from "drizzle-orm";
import { clouds, customers, machineReports, machines, services } from "@/db/schema";
import type { Service } from "../catalogue/queries";
import type { Context } from "../context";
import { DomainError, notFound } from "../errors";
import { type Page, pageOf } from "../pagination";
import type { AllocationRule } from "./allocation";
import type { MachineFilter } from "./input";

export type Machine = typeof machines.$inferSelect;
export type MachineRow = Machine & {
  customerName: string;
  serviceName: string;
  serviceSlug: string;
  cloudName: string | null;
  cloudColorIndex: number | null;
};

/** The allocation rule as the catalogue keeps it for a service. */
export const ruleOf = (service: Service): AllocationRule => ({
  fractionPermille: service.allocationFractionPermille,
  reserveBytes: service.allocationReserveBytes,
  reservePermille: service.allocationReservePermille,
  stepBytes: service.allocationStepBytes,
  minimumBytes: service.allocationMinimumBytes,
});

/** @throws not_found, also where it is another customer's. */
export async function machineById(ctx: Context, customerId: string, machineId: string): Promise<Machine> {
  const [row] = await ctx.tx
    .select()
    .from(machines)
    .where(and(eq(machines.customerId, customerId), eq(machines.id, machineId)));
  if (!row) throw notFound("machine", machineId);
  return row;
}

/** The machine with its row locked until the transaction ends. @throws not_found */
export async function lockMachine(ctx: Context, customerId: string, machineId: string): Promise<Machine> {
  const [row] = await ctx.tx
    .select()
    .from(machines)
    .where(and(eq(machines.customerId, customerId), eq(machines.id, machineId)))
    .for("update");
  if (!row) throw notFound("machine", machineId);
  return row;
}

/** A machine with the names people read. @throws not_found */
export async function machineRow(ctx: Context, customerId: string, machineId: string): Promise<MachineRow> {
  const [row] = await rows(ctx, [eq(machines.customerId, customerId), eq(machines.id, machineId)], sql`machines.id`, 1);
  if (!row) throw notFound("machine", machineId);
  return row;
}

/** Everything it reported, newest first. */
export function reportsOf(ctx: Context, customerId: string, machineId: string, limit = 50) {
  return ctx.tx
    .select()
    .from(machineReports)
    .where(and(eq(machineReports.customerId, customerId), eq(machineReports.machineId, machineId)))
    .orderBy(desc(machineReports.receivedAt), desc(machineReports.id))
    .limit(limit);
}

/** Facts of the newest report: what the machine itself said last. */
export async function latestFacts(
  ctx: Context,
  customerId: string,
  machineId: string,
): Promise<Record<string, string>> {
  const [row] = await reportsOf(ctx, customerId, machineId, 1);
  return row?.facts ?? {};
}

const sorts = {
  newest: { value: sql`${machines.id}`, descending: true },
  oldest: { value: sql`${machines.id}`, descending: false },
  name: { value: sql`lower(coalesce(${machines.hostname}, ''))`, descending: false },
  state: { value: sql`${machines.state}`, descending: false },
  heartbeat: { value: sql`coalesce(to_char(${machines.lastHeartbeatAt}, 'YYYYMMDDHH24MISSMS'), '')`, descending: true },
} as const;

/** A page of a customer's machines; `customerId` null, in the provider's role, is everybody's. */
export async function machinesOf(
  ctx: Context,
  customerId: string | null,
  filter: MachineFilter,
): Promise<Page<MachineRow>> {
  const { value, descending } = sorts[filter.sort];
  const search = filter.search?.trim();
  const like = `%${(search ?? "").replace(/[\\%_]/g, "\\$&")}%`;
  return pageOf({
    cursor: filter.cursor ?? null,
    limit: filter.limit,
    value,
    id: sql`${machines.id}`,
    descending,
    read: (after, order, limit) =>
      rows(
        ctx,
        [
          customerId === null ? undefined : eq(machines.customerId, customerId),
          filter.states?.length ? sql`${machines.state} = any(${sql.param(filter.states)})` : undefined,
          filter.serviceId ? eq(machines.serviceId, filter.serviceId) : undefined,
          filter.cloudId === "on-premises" ? sql`${machines.cloudId} is null` : undefined,
          filter.cloudId && filter.cloudId !== "on-premises" ? eq(machines.cloudId, filter.cloudId) : undefined,
          filter.kind ? eq(machines.kind, filter.kind) : undefined,
          search
            ? sql`concat_ws(' ', ${machines.hostname}, ${machines.serial}, ${machines.id}, ${machines.instanceId}, ${customers.name}) ilike ${like}`
            : undefined,
          after,
        ],
        order,
        limit,
        value,
      ),
  });
}

async function rows(
  ctx: Context,
  conditions: Parameters<typeof and>,
  order: ReturnType<typeof sql>,
  limit: number,
  value = sql`''`,
): Promise<(MachineRow & { sortValue: string })[]> {
  const found = await ctx.tx
    .select({
      machine: machines,
      customer: customers.name,
      service: services,
      cloud: clouds,
      sortValue: sql<string>`${value}`,
    })
    .from(machines)
    .innerJoin(customers, eq(customers.id, machines.customerId))
    .innerJoin(services, eq(services.id, machines.serviceId))
    .leftJoin(clouds, eq(clouds.id, machines.cloudId))
    .where(and(...conditions))
    .orderBy(order)
    .limit(limit);
  return found.map(({ machine, customer, service, cloud, sortValue }) => ({
    ...machine,
    customerName: customer,
    serviceName: service.name,
    serviceSlug: service.slug,
    cloudName: cloud?.name ?? null,
    cloudColorIndex: cloud?.colorIndex ?? null,
    sortValue,
  }));
}

/** How many machines stand in each state. */
export async function machineCounts(ctx: Context, customerId: string | null): Promise<Record<string, number>> {
  const found = await ctx.tx
    .select({ state: machines.state, n: sql<number>`count(*)::int` })
    .from(machines)
    .where(customerId === null ? undefined : eq(machines.customerId, customerId))
    .groupBy(machines.state);
  return Object.fromEntries(found.map((row) => [row.state, row.n]));
}

/**
 * Whose machine this is and its key, before any customer is known (a SECURITY DEFINER look-up). @throws unauthenticated
 */
export async function resolveMachine(
  ctx: Context,
  machineId: string,
): Promise<{ customerId: string; publicKeyPem: string }> {
  const [row] = await ctx.tx.execute<{ customer_id: string; public_key_pem: string | null }>(
    sql`select customer_id, public_key_pem from resolve_machine(${machineId})`,
  );
  if (!row?.public_key_pem)
    throw new DomainError("unauthenticated", "This machine is not known here. Install it anew with a new link.");
  return { customerId: row.customer_id, publicKeyPem: row.public_key_pem };
}
