import { and, eq, gte, inArray, type SQL, sql } from "drizzle-orm";
import { billingEvents, clouds, customers, machines, meters, overflows } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { type OverflowGroup, overflowGroups, overflowsInGroup } from "../overflow/states";
import { type Counted, countUpTo, pageOf, type Sort, type SortKey } from "../pagination";
import { idsThatHold } from "../search-entries";
import type { EventFilter, EventQuery } from "./input";

const number: SortKey = { by: billingEvents.number, as: "integer" };
/** Each order has its index (db/schema/billing.ts). */
const sorts: Record<"raised" | "amount", Sort> = {
  raised: { name: "raised", keys: [number], descending: true },
  amount: { name: "amount", keys: [{ by: billingEvents.amountMinor, as: "bigint" }, number], descending: true },
};

/**
 * A page of billing events with what answers each, newest or dearest first. The customer's role sees its own alone.
 * `only`: of these the one with this id.
 */
export function listEvents(ctx: Context, filter: EventQuery, only?: string) {
  return pageOf({
    cursor: filter.cursor,
    limit: filter.limit,
    sort: sorts[filter.sort ?? "raised"],
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({
          id: billingEvents.id,
          number: billingEvents.number,
          ordinal: billingEvents.ordinal,
          customerId: billingEvents.customerId,
          customerName: customers.name,
          meter: billingEvents.meter,
          meterName: meters.name,
          unit: meters.unit,
          windowStart: billingEvents.windowStart,
          windowEnd: billingEvents.windowEnd,
          cloudSlug: clouds.slug,
          cloudName: clouds.name,
          colorIndex: clouds.colorIndex,
          firstMachineId: billingEvents.firstMachineId,
          firstMachine: sql<string | null>`coalesce(${machines.hostname}, ${machines.serial}, ${machines.id})`,
          limit: billingEvents.limit,
          aggregate: billingEvents.aggregate,
          excess: billingEvents.excess,
          amountMinor: billingEvents.amountMinor,
          currency: billingEvents.currency,
          raisedAt: billingEvents.raisedAt,
          overflowId: overflows.id,
          state: overflows.state,
          error: overflows.error,
          place,
        })
        .from(billingEvents)
        .innerJoin(customers, eq(customers.id, billingEvents.customerId))
        .innerJoin(meters, eq(meters.slug, billingEvents.meter))
        .leftJoin(clouds, eq(clouds.id, billingEvents.cloudId))
        .leftJoin(
          machines,
          and(eq(machines.customerId, billingEvents.customerId), eq(machines.id, billingEvents.firstMachineId)),
        )
        .leftJoin(
          overflows,
          and(eq(overflows.customerId, billingEvents.customerId), eq(overflows.billingEventId, billingEvents.id)),
        )
        .where(and(conditions(filter), only === undefined ? undefined : eq(billingEvents.id, only), after))
        .orderBy(order)
        .limit(limit),
  });
}
export type EventRow = Awaited<ReturnType<typeof listEvents>>["rows"][number];

/** One billing event by its id; the customer's role finds its own alone. @throws not_found */
export async function eventRow(ctx: Context, id: string): Promise<EventRow> {
  const { rows } = await listEvents(ctx, { limit: 1 }, id);
  if (!rows[0]) throw notFound("billing event", id);
  return rows[0];
}

/** A group's events are counted up to this many. */
const mostCounted = 1000;

/** How many events stand in each group, of all that the other filters leave; each count ends at 1,000. */
export async function countEvents(
  ctx: Context,
  filter: Omit<EventFilter, "group">,
): Promise<Record<OverflowGroup | "all", Counted>> {
  const counted = (group?: OverflowGroup) => countUpTo(ctx, mostCounted, matching(ctx, { ...filter, group }));
  const groups: [string, Counted][] = [];
  for (const group of overflowGroups) groups.push([group, await counted(group)]);
  return { ...(Object.fromEntries(groups) as Record<OverflowGroup, Counted>), all: await counted() };
}

/** What is counted, in the order of the newest: a group of many ends early, one of few is found by its state. */
function matching(ctx: Context, filter: EventFilter) {
  const query = ctx.tx.select({ number: billingEvents.number }).from(billingEvents).$dynamic();
  if (filter.cloud) query.innerJoin(clouds, eq(clouds.id, billingEvents.cloudId));
  if (filter.group)
    query.innerJoin(
      overflows,
      and(eq(overflows.customerId, billingEvents.customerId), eq(overflows.billingEventId, billingEvents.id)),
    );
  return query.where(conditions(filter)).orderBy(billingEvents.number);
}

function conditions(filter: EventFilter): SQL | undefined {
  const search = filter.q?.trim();
  return and(
    search ? eventsThatHold(search) : undefined,
    filter.customer ? eq(billingEvents.customerId, filter.customer) : undefined,
    filter.meter ? eq(billingEvents.meter, filter.meter) : undefined,
    filter.cloud ? eq(clouds.slug, filter.cloud) : undefined,
    filter.group ? inArray(overflows.state, overflowsInGroup(filter.group)) : undefined,
    filter.since ? gte(billingEvents.raisedAt, filter.since) : undefined,
  );
}

/** Events by their number (EV-2031, 2031) or id, and those of customers by name or identifier. */
function eventsThatHold(search: string): SQL {
  const asked = /^(?:ev-?)?(\d{1,9})$/i.exec(search)?.[1];
  const held = (where: SQL) => sql`(select held.id from ${billingEvents} held where ${where})`;
  const found = [
    held(sql`held.id = ${search}`),
    held(sql`held.customer_id in ${idsThatHold("customer", search)}`),
    ...(asked ? [held(sql`held.number = ${Number(asked)}`)] : []),
  ];
  return sql`${billingEvents.id} in (${sql.join(found, sql` union all `)})`;
}
