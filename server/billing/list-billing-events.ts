import { and, eq, or, type SQL, sql } from "drizzle-orm";
import { billingEvents, clouds, customers, machines, meters, overflows } from "@/db/schema";
import type { Context } from "../context";
import type { ListEvents } from "./input";

/** What was billed for an event so far, in minor units as text: every charge that did not fail. */
const billedMinor = sql<string>`(
  select coalesce(sum(c.amount_minor), 0)::text from charges c
   where c.customer_id = ${billingEvents.customerId} and c.billing_event_id = ${billingEvents.id} and c.state <> 'failed')`;

/** The columns of a billing event in lists; quantities in the meter's unit, amounts in minor units. */
export const eventColumns = {
  id: billingEvents.id,
  number: billingEvents.number,
  customerId: billingEvents.customerId,
  customerName: customers.name,
  timeZone: customers.timeZone,
  meter: billingEvents.meter,
  meterName: meters.name,
  unit: meters.unit,
  windowStart: billingEvents.windowStart,
  windowEnd: billingEvents.windowEnd,
  ordinal: billingEvents.ordinal,
  cloudId: billingEvents.cloudId,
  cloudName: clouds.name,
  cloudColorIndex: clouds.colorIndex,
  firstMachineId: billingEvents.firstMachineId,
  firstMachineName: machines.hostname,
  limit: billingEvents.limit,
  aggregate: billingEvents.aggregate,
  excess: billingEvents.excess,
  rate: billingEvents.rate,
  amountMinor: billingEvents.amountMinor,
  currency: billingEvents.currency,
  raisedAt: billingEvents.raisedAt,
  billedMinor,
  overflowId: overflows.id,
  overflowState: overflows.state,
};

/** Billing events with the names people read; the caller narrows it. */
export function eventRows(ctx: Context) {
  return ctx.tx
    .select(eventColumns)
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
    .$dynamic();
}

/** An event's overflow that still moves or waits for somebody. */
const open = sql`${overflows.state} not in ('settled', 'active', 'declined', 'retired', 'failed')`;

/** A page of billing events by key set; `customerId` null, in the provider's role, is everybody's. */
export async function listBillingEvents(ctx: Context, customerId: string | null, filter: ListEvents) {
  const { after, dir, limit, search, sort, state } = filter;
  const value = sort === "amount" ? sql`${billingEvents.amountMinor}` : sql`${billingEvents.number}`;
  const [lastValue, lastNumber] = after?.split(".") ?? [];
  const beyond = dir === "down" ? sql`<` : sql`>`;
  const direction = dir === "down" ? sql`desc` : sql`asc`;
  const rows = await eventRows(ctx)
    .where(
      and(
        customerId === null ? undefined : eq(billingEvents.customerId, customerId),
        filter.meter ? eq(billingEvents.meter, filter.meter) : undefined,
        filter.cloud ? eq(billingEvents.cloudId, filter.cloud) : undefined,
        state === undefined ? undefined : state === "open" ? open : sql`${overflows.state} = ${state}`,
        search ? matches(search) : undefined,
        lastNumber === undefined
          ? undefined
          : sql`(${value}, ${billingEvents.number}) ${beyond} (${lastValue}::bigint, ${lastNumber}::integer)`,
      ),
    )
    .orderBy(sql`${value} ${direction}, ${billingEvents.number} ${direction}`)
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const end = page.at(-1);
  const next = rows.length > limit && end ? `${sort === "amount" ? end.amountMinor : end.number}.${end.number}` : null;
  return { rows: page, next };
}
export type BillingEventRow = Awaited<ReturnType<typeof listBillingEvents>>["rows"][number];

/** By number (EV-2031 or 2031), first machine, or customer. */
function matches(search: string): SQL | undefined {
  const number = /^(?:ev-?)?(\d{1,9})$/i.exec(search)?.[1];
  const like = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
  return or(
    number ? eq(billingEvents.number, Number(number)) : undefined,
    sql`${machines.hostname} ilike ${like}`,
    sql`${customers.name} ilike ${like}`,
  );
}
