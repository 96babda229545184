import { and, count, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { clouds, customers, machines, services } from "@/db/schema";
import type { MachineFilter } from "../collection/input";
import type { Machine } from "../collection/queries";
import type { CustomerState } from "../configuration/states";
import type { Context } from "../context";
import { notFound } from "../errors";
import { type Page, type PageQuery, pageOf, type Sort, type SortKey } from "../pagination";
import { idsThatHold } from "../search-entries";
import { onPremises } from "../usage/rules";

/** A machine with the names that people read. */
export type MachineRow = Machine & {
  customerName: string;
  customerState: CustomerState;
  serviceName: string;
  serviceSlug: string;
  cloudName: string | null;
  cloudColorIndex: number | null;
};

const id: SortKey = { by: machines.id, as: "text" };
/** Each order has its index (db/schema/collection.ts). */
const sorts: Record<MachineFilter["sort"], Sort> = {
  newest: { name: "newest", keys: [id], descending: true },
  oldest: { name: "oldest", keys: [id], descending: false },
  name: {
    name: "name",
    keys: [{ by: sql`lower(coalesce(${machines.hostname}, ''))`, as: "text" }, id],
    descending: false,
  },
  state: { name: "state", keys: [{ by: machines.state, as: "text" }, id], descending: false },
  heartbeat: {
    name: "heartbeat",
    keys: [{ by: sql`coalesce(${machines.lastHeartbeatAt}, '-infinity'::timestamptz)`, as: "timestamptz" }, id],
    descending: true,
  },
};

/** A page of a customer's machines; `customerId` null, in the provider's role, is everybody's. */
export function machinesOf(ctx: Context, customerId: string | null, filter: MachineFilter): Promise<Page<MachineRow>> {
  const where = conditions(customerId, filter);
  return pageOf<MachineRow & { place: string[] }>({
    cursor: filter.cursor,
    limit: filter.limit,
    sort: sorts[filter.sort],
    read: ({ after, ...query }) => rows(ctx, { ...query, where: and(...where, after) }),
  });
}

function conditions(customerId: string | null, filter: MachineFilter): (SQL | undefined)[] {
  const search = filter.search?.trim();
  return [
    customerId === null ? undefined : eq(machines.customerId, customerId),
    filter.states?.length ? inArray(machines.state, filter.states) : undefined,
    filter.serviceId ? eq(machines.serviceId, filter.serviceId) : undefined,
    filter.cloudId === onPremises ? isNull(machines.cloudId) : undefined,
    filter.cloudId && filter.cloudId !== onPremises ? eq(machines.cloudId, filter.cloudId) : undefined,
    filter.kind ? eq(machines.kind, filter.kind) : undefined,
    filter.linkId ? eq(machines.linkId, filter.linkId) : undefined,
    search ? machinesThatHold(search, { customers: customerId === null }) : undefined,
  ];
}

/** Machines by name, serial or id; for staff those of customers by name or identifier as well. */
function machinesThatHold(search: string, among: { customers: boolean }): SQL {
  const machine = idsThatHold("machine", search);
  if (!among.customers) return sql`${machines.id} in ${machine}`;
  return sql`${machines.id} in (${machine} union all
    (select owned.id from ${machines} owned where owned.customer_id in ${idsThatHold("customer", search)}))`;
}

/** A machine with the names people read. @throws not_found */
export async function machineRow(ctx: Context, customerId: string, machineId: string): Promise<MachineRow> {
  const where = and(eq(machines.customerId, customerId), eq(machines.id, machineId));
  const [found] = await rows(ctx, { where, order: sql`${machines.id}`, limit: 1, place: sql`array[]::text[]` });
  if (!found) throw notFound("machine", machineId);
  const { place: _, ...row } = found;
  return row;
}

async function rows(
  ctx: Context,
  { where, order, limit, place }: Omit<PageQuery, "after"> & { where: SQL | undefined },
): Promise<(MachineRow & { place: string[] })[]> {
  const found = await ctx.tx
    .select({
      machine: machines,
      customer: { name: customers.name, state: customers.state },
      service: services,
      cloud: clouds,
      place,
    })
    .from(machines)
    .innerJoin(customers, eq(customers.id, machines.customerId))
    .innerJoin(services, eq(services.id, machines.serviceId))
    .leftJoin(clouds, eq(clouds.id, machines.cloudId))
    .where(where)
    .orderBy(order)
    .limit(limit);
  return found.map(({ machine, customer, service, cloud, place: at }) => ({
    ...machine,
    customerName: customer.name,
    customerState: customer.state,
    serviceName: service.name,
    serviceSlug: service.slug,
    cloudName: cloud?.name ?? null,
    cloudColorIndex: cloud?.colorIndex ?? null,
    place: at,
  }));
}

/** How many machines stand in each state; `customerId` null, in the provider's role, is everybody's. */
export async function machineCounts(ctx: Context, customerId: string | null): Promise<Partial<Record<string, number>>> {
  const found = await ctx.tx
    .select({ state: machines.state, n: count() })
    .from(machines)
    .where(customerId === null ? undefined : eq(machines.customerId, customerId))
    .groupBy(machines.state);
  return Object.fromEntries(found.map((row) => [row.state, row.n]));
}
