import { and, desc, eq, gte, ilike, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import { billingEvents, clouds, customers, machines, meters, overflows } from "@/db/schema";
import type { Context } from "../context";
import { groupOfOverflow, type OverflowGroup, overflowGroups, overflowsInGroup } from "../overflow/states";

export type EventFilter = {
  q?: string;
  customer?: string;
  meter?: string;
  cloud?: string;
  group?: OverflowGroup;
  since?: Date;
  sort?: "raised" | "amount";
  after?: string;
  limit: number;
};

/** Billing events of all customers with what answers each: newest or dearest first, paged by key set. */
export async function listEvents(ctx: Context, input: EventFilter) {
  const byAmount = input.sort === "amount";
  const rows = await ctx.tx
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
      state: overflows.state,
      error: overflows.error,
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
    .where(and(...conditions(input), afterCursor(input.after, byAmount)))
    .orderBy(...(byAmount ? [desc(billingEvents.amountMinor)] : []), desc(billingEvents.number))
    .limit(input.limit + 1);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  const next = rows.length > input.limit && last ? cursorOf(last, byAmount) : null;
  return { rows: page, next };
}

/** How many events stand in each group, of all that the other filters leave. */
export async function countEvents(ctx: Context, input: Omit<EventFilter, "limit" | "group" | "after">) {
  const rows = await ctx.tx
    .select({ state: overflows.state, n: sql<number>`count(*)::int` })
    .from(billingEvents)
    .innerJoin(customers, eq(customers.id, billingEvents.customerId))
    .leftJoin(clouds, eq(clouds.id, billingEvents.cloudId))
    .leftJoin(
      overflows,
      and(eq(overflows.customerId, billingEvents.customerId), eq(overflows.billingEventId, billingEvents.id)),
    )
    .where(and(...conditions({ ...input, limit: 1 })))
    .groupBy(overflows.state);
  const inGroup = (group: OverflowGroup) =>
    rows.reduce((sum, row) => sum + (row.state && groupOfOverflow(row.state) === group ? row.n : 0), 0);
  const counts = Object.fromEntries(overflowGroups.map((group) => [group, inGroup(group)])) as Record<
    OverflowGroup,
    number
  >;
  return { ...counts, all: rows.reduce((sum, row) => sum + row.n, 0) };
}

function conditions(input: EventFilter): (SQL | undefined)[] {
  const number = input.q ? /^(?:ev-?)?(\d+)$/i.exec(input.q.trim())?.[1] : undefined;
  return [
    input.q
      ? or(
          ilike(customers.name, `%${input.q.trim().replace(/[\\%_]/g, "\\$&")}%`),
          eq(billingEvents.id, input.q.trim()),
          number ? eq(billingEvents.number, Math.min(Number(number), 2_147_483_647)) : undefined,
        )
      : undefined,
    input.customer ? eq(billingEvents.customerId, input.customer) : undefined,
    input.meter ? eq(billingEvents.meter, input.meter) : undefined,
    input.cloud ? eq(clouds.slug, input.cloud) : undefined,
    input.group ? inArray(overflows.state, overflowsInGroup(input.group)) : undefined,
    input.since ? gte(billingEvents.raisedAt, input.since) : undefined,
  ];
}

type Last = { number: number; amountMinor: bigint };

const cursorOf = (last: Last, byAmount: boolean) =>
  byAmount ? `${last.amountMinor}.${last.number}` : `${last.number}`;

/** Rows after the cursor; a cursor of another sort (an address edited by hand) starts at the first page. */
function afterCursor(cursor: string | undefined, byAmount: boolean): SQL | undefined {
  const found = byAmount ? /^(-?\d{1,18})\.(\d{1,9})$/.exec(cursor ?? "") : /^()(\d{1,9})$/.exec(cursor ?? "");
  if (!found) return undefined;
  const number = Number(found[2]);
  if (!byAmount) return lt(billingEvents.number, number);
  return sql`(${billingEvents.amountMinor}, ${billingEvents.number}) < (${found[1]}::bigint, ${number}::int)`;
}
