import { sql } from "drizzle-orm";
import type { Context } from "../../context";
import { meterBySlug } from "./queries";
import { type Grouped, labelOf, narrowed, type UsageScope } from "./scope";

/** Since when and until when a meter has been used (its first and last tick), and by how many customers. */
export type MeterHistory = { meter: string; firstAt: Date; lastAt: Date; customers: number };

/**
 * The meters that were ever used, by one customer or by anybody: two probes of the primary key for each meter and
 * customer.
 */
export async function meterHistories(
  ctx: Context,
  { customerId }: { customerId?: string | undefined },
): Promise<MeterHistory[]> {
  const whose = customerId === undefined ? sql`` : sql`where c.id = ${customerId}`;
  const rows = await ctx.tx.execute<{
    meter: string;
    first: Date | string;
    last: Date | string;
    customers: number;
  }>(sql`
    select m.slug as meter, min(h.first) as first, max(h.last) as last, count(h.first)::int as customers
      from meters m
     cross join (select c.id from customers c ${whose}) c
     cross join lateral (
       select min(t.tick) as first, max(t.tick) as last from usage_ticks t where t.customer_id = c.id and t.meter = m.slug) h
     group by m.slug having count(h.first) > 0 order by m.slug`);
  return rows.map(({ first, last, ...row }) => ({ ...row, firstAt: new Date(first), lastAt: new Date(last) }));
}

/**
 * The line of a long stretch: of each UTC day the largest sum of a gauge, a counter's sum. Exact decimals; days without
 * use are left out.
 */
export async function usageOutline(ctx: Context, scope: UsageScope): Promise<{ at: Date; value: string }[]> {
  const { kind } = await meterBySlug(ctx, scope.meter);
  const [value, whole] = kind === "gauge" ? [sql`t.last`, sql`max(s.total)`] : [sql`t.sum`, sql`sum(s.total)`];
  const rows = await ctx.tx.execute<{ day: Date | string; value: string }>(sql`
    select date_trunc('day', s.tick, 'UTC') as day, trim_scale(${whole})::text as value
      from (select t.tick, sum(${value}) as total from ${narrowed(scope)} group by 1) s
     group by 1 order by 1`);
  return rows.map(({ day, value }) => ({ at: new Date(day), value }));
}

/**
 * How many machines reported, in each group and altogether, and how many of each group's are overflow machines. A
 * machine whose use lies in two clouds is one of each.
 */
export type MachineCounts = { groups: Record<string, number>; overflow: Record<string, number>; all: number };

export async function machineCounts(ctx: Context, question: Grouped): Promise<MachineCounts> {
  const rows = await ctx.tx.execute<{ label: string; machine: string; overflow: boolean }>(sql`
    select ${labelOf(question)} as label, t.machine_id as machine, bool_or(t.overflow) as overflow
      from ${narrowed(question)} and t.machine_id <> '' group by 1, 2`);
  const groups: Record<string, number> = {};
  const carriers: Record<string, number> = {};
  for (const { label, overflow } of rows) {
    groups[label] = (groups[label] ?? 0) + 1;
    if (overflow) carriers[label] = (carriers[label] ?? 0) + 1;
  }
  return { groups, overflow: carriers, all: new Set(rows.map(({ machine }) => machine)).size };
}
