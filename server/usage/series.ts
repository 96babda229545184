import Decimal from "decimal.js";
import { type SQL, sql } from "drizzle-orm";
import type { Context } from "../context";
import type { grains, groupings } from "./input";
import { meterBySlug } from "./queries";

const Exact = Decimal.clone({ precision: 120 });

/** Which use: every field narrows it. `from` belongs to it, `to` does not. */
export type UsageScope = {
  meter: string;
  from: Date;
  to: Date;
  customerId?: string | undefined;
  /** A host cloud's id, or `on-premises`. */
  cloudId?: string | undefined;
  machineId?: string | undefined;
  serviceId?: string | undefined;
  vendorId?: string | undefined;
};
export type SeriesQuestion = UsageScope & { grain: (typeof grains)[number]; groupBy: (typeof groupings)[number] };

/** One bucket. Quantities are exact decimals; `overflow` is the part of `total` that overflow machines reported. */
export type SeriesPoint = { at: Date; total: string; overflow: string; values: Record<string, string> };
export type Series = { meter: string; unit: string; groups: string[]; points: SeriesPoint[] };

type Row = { bucket: Date | string; label: string; quantity: string; overflow: string };

/**
 * Use over time from the rollups, space first, then time: of a gauge each bucket shows the groups as they were in the tick in
 * which their sum was largest; of a counter the sums. Buckets are UTC; those without use are left out.
 */
export async function usageSeries(ctx: Context, question: SeriesQuestion): Promise<Series> {
  const { meter, grain } = question;
  const { kind, unit } = await meterBySlug(ctx, meter);
  const bucket = grain === "tick" ? sql`t.tick` : sql`date_trunc(${grain}, t.tick, 'UTC')`;
  const rows = await ctx.tx.execute<Row>(kind === "gauge" ? peaks(question, bucket) : sums(question, bucket));
  const points = new Map<number, SeriesPoint>();
  const groups = new Set<string>();
  for (const { bucket: begins, label, quantity, overflow } of rows) {
    const at = new Date(begins);
    const point = points.get(at.getTime()) ?? { at, total: "0", overflow: "0", values: {} };
    point.values[label] = quantity;
    point.total = new Exact(point.total).plus(quantity).toFixed();
    point.overflow = new Exact(point.overflow).plus(overflow).toFixed();
    points.set(at.getTime(), point);
    groups.add(label);
  }
  const inOrder = [...points.values()].sort((a, b) => a.at.getTime() - b.at.getTime());
  return { meter, unit, groups: [...groups].sort(), points: inOrder };
}

/** The same question about the stretch of equal length before, its buckets laid over the asked one's. */
export async function previousSeries(ctx: Context, question: SeriesQuestion): Promise<Series> {
  const length = question.to.getTime() - question.from.getTime();
  const before = { ...question, from: new Date(question.from.getTime() - length), to: question.from };
  const series = await usageSeries(ctx, before);
  return { ...series, points: series.points.map((point) => ({ ...point, at: new Date(point.at.getTime() + length) })) };
}

export type CloudNow = { cloudId: string; quantity: string; overflow: string };

/** Use per host cloud as it stands: of a gauge in the latest tick of the window that has any, of a counter the window's sum. */
export async function usageByCloudNow(
  ctx: Context,
  scope: UsageScope,
): Promise<{ at: Date | null; clouds: CloudNow[] }> {
  const { kind } = await meterBySlug(ctx, scope.meter);
  const value = kind === "gauge" ? sql`t.last` : sql`t.sum`;
  const latest = sql`and t.tick = (select max(t.tick) from ${narrowed(scope)})`;
  const rows = await ctx.tx.execute<CloudNow & { at: Date | string }>(sql`
    select t.cloud_id as "cloudId", trim_scale(sum(${value}))::text as quantity, max(t.tick) as at,
           trim_scale(coalesce(sum(${value}) filter (where t.overflow), 0))::text as overflow
      from ${narrowed(scope)} ${kind === "gauge" ? latest : sql``}
     group by t.cloud_id order by t.cloud_id`);
  const times = rows.map(({ at }) => new Date(at).getTime());
  return {
    at: times.length > 0 ? new Date(Math.max(...times)) : null,
    clouds: rows.map(({ cloudId, quantity, overflow }) => ({ cloudId, quantity, overflow })),
  };
}

function sums(question: SeriesQuestion, bucket: SQL): SQL {
  return sql`
    select ${bucket} as bucket, ${labelOf(question)} as label, trim_scale(sum(t.sum))::text as quantity,
           trim_scale(coalesce(sum(t.sum) filter (where t.overflow), 0))::text as overflow
      from ${narrowed(question)} group by 1, 2`;
}

/** By window functions and not by a join of the levels with themselves, which without fresh statistics is a nested loop over a year. */
function peaks(question: SeriesQuestion, bucket: SQL): SQL {
  return sql`
    with levels as (
      select ${bucket} as bucket, t.tick, ${labelOf(question)} as label, sum(t.last) as quantity,
             coalesce(sum(t.last) filter (where t.overflow), 0) as overflow
        from ${narrowed(question)} group by 1, 2, 3),
    totals as (select *, sum(quantity) over (partition by bucket, tick) as total from levels),
    ranked as (select *, rank() over (partition by bucket order by total desc, tick) as place from totals)
    select bucket, label, trim_scale(quantity)::text as quantity, trim_scale(overflow)::text as overflow
      from ranked where place = 1`;
}

const labels = {
  cloud: sql`t.cloud_id`,
  machine: sql`t.machine_id`,
  customer: sql`t.customer_id`,
  service: sql`coalesce(m.service_id, '')`,
};
const labelOf = ({ groupBy }: SeriesQuestion) => labels[groupBy];

/** The ticks asked for, as `t`, with their machines as `m` where the question needs them. */
function narrowed(scope: UsageScope & { groupBy?: string }): SQL {
  const { meter, from, to, customerId, cloudId, machineId, serviceId, vendorId } = scope;
  const needsMachine = serviceId !== undefined || vendorId !== undefined || scope.groupBy === "service";
  const parts = [sql`usage_ticks t`];
  if (needsMachine) parts.push(sql`left join machines m on m.customer_id = t.customer_id and m.id = t.machine_id`);
  if (vendorId !== undefined) parts.push(sql`left join services s on s.id = m.service_id`);
  parts.push(sql`where t.meter = ${meter}
    and t.tick >= ${from.toISOString()}::timestamptz and t.tick < ${to.toISOString()}::timestamptz`);
  if (customerId !== undefined) parts.push(sql`and t.customer_id = ${customerId}`);
  if (cloudId !== undefined) parts.push(sql`and t.cloud_id = ${cloudId}`);
  if (machineId !== undefined) parts.push(sql`and t.machine_id = ${machineId}`);
  if (serviceId !== undefined) parts.push(sql`and m.service_id = ${serviceId}`);
  if (vendorId !== undefined) parts.push(sql`and s.vendor_id = ${vendorId}`);
  return sql.join(parts, sql` `);
}
