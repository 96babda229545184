import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Context } from "../../../context";
import { DomainError } from "../../../errors";
import type { Page } from "../../../pagination";
import { isStorable } from "../../../text-input";
import type { MeterKind } from "../../rules";
import type { Buckets, PlaceQuery, PlaceValue, UseScope } from "../use-over-time";
import { type Bucket, bucketIn } from "./buckets";
import { at, narrowedTicks } from "./narrow-use";
import { peaks } from "./read-series";
import { distinctByPlace } from "./read-values";
import { machineOf } from "./reporter";

/** Ticks that one query takes together, but for those of a single bucket. */
const ticksAtOnce = 20_000;

/** Where a page goes on: behind a place of a bucket, at the begin of one, or behind all use of a meter. */
const text = z.string().max(400).refine(isStorable);
const cursorShape = z.strictObject({
  customerId: text,
  meter: text,
  /** null: its use is through. */
  from: z.iso.datetime().nullable(),
  behind: z.tuple([text, text, text]).nullable(),
});
type Cursor = z.infer<typeof cursorShape>;
type Slice = { scope: UseScope; bucketOf: Bucket; behind: Cursor["behind"]; limit: number };

/** By customer and meter, and of these in slices of time, so that no query reads more than it gives. */
export async function pageOfPlaces(ctx: Context, query: PlaceQuery & Buckets): Promise<Page<PlaceValue>> {
  const rows: PlaceValue[] = [];
  let cursor = readCursor(query);
  const bucketOf = bucketIn(query);
  while (rows.length < query.limit) {
    const next = cursor?.from ? cursor : await nextMeter(ctx, query, cursor);
    if (!next) return { rows, nextCursor: null };
    const { customerId, meter, behind } = next;
    const kind = query.meters.find(({ slug }) => slug === meter)?.kind;
    if (kind === undefined) throw unknownCursor();
    const from = next.from === null ? query.from : new Date(next.from);
    const to = await endOfSlice(ctx, { customerId, meter, kind, from, to: query.to }, bucketOf, query.grain);
    const limit = query.limit - rows.length;
    const found = await placesOf(ctx, { scope: { customerId, meter, kind, from, to }, bucketOf, behind, limit });
    rows.push(...found);
    const last = found.length === limit ? found.at(-1) : undefined;
    const place = { customerId, meter };
    if (last) {
      // A bucket that the time cuts begins with the time.
      const begin = new Date(Math.max(last.at.getTime(), query.from.getTime()));
      cursor = { ...place, from: begin.toISOString(), behind: [last.cloudId, last.machineId, last.serviceId] };
    } else cursor = { ...place, from: to < query.to ? to.toISOString() : null, behind: null };
  }
  return { rows, nextCursor: cursor && Buffer.from(JSON.stringify(cursor)).toString("base64url") };
}

/** The customer and meter behind those of the cursor that have use in the time: an index's order. */
async function nextMeter(
  ctx: Context,
  { customerId, meters, from, to }: PlaceQuery,
  cursor: Cursor | null,
): Promise<Cursor | null> {
  const slugs = sql.param(meters.map(({ slug }) => slug));
  const behind = cursor ? sql`and (u.customer_id, u.meter) > (${cursor.customerId}, ${cursor.meter})` : sql``;
  const whose = customerId === undefined ? sql`` : sql`and u.customer_id = ${customerId}`;
  const [found] = await ctx.tx.execute<{ customerId: string; meter: string }>(sql`
    select u.customer_id as "customerId", u.meter from usage_spans u
     where u.meter = any(${slugs}::text[]) and u.first_tick < ${at(to)} and u.last_tick >= ${at(from)} ${whose} ${behind}
     order by u.customer_id, u.meter limit 1`);
  return found ? { ...found, from: from.toISOString(), behind: null } : null;
}

const steps = { tick: "15 minutes", hour: "1 hour", day: "26 hours" } as const;

/** The begin of the first bucket that the slice leaves to the next one: it holds one bucket at least, all of it. */
async function endOfSlice(ctx: Context, scope: UseScope, bucketOf: Bucket, grain: Buckets["grain"]): Promise<Date> {
  // A day has 23 to 25 hours: 26 after its begin is the day that follows.
  const following = bucketOf(sql`${bucketOf(at(scope.from))} + interval '${sql.raw(steps[grain])}'`);
  const [found] = await ctx.tx.execute<{ end: Date | string }>(sql`
    select greatest(${bucketOf(sql`u.tick`)}, ${following}) as end
      from ${narrowedTicks(scope)} order by u.tick offset ${ticksAtOnce} limit 1`);
  const to = scope.to.getTime();
  return new Date(found ? Math.min(new Date(found.end).getTime(), to) : to);
}

async function placesOf(ctx: Context, { scope, bucketOf, behind, limit }: Slice): Promise<PlaceValue[]> {
  const { customerId = "", meter, kind } = scope;
  const places = sql`u.cloud_id as cloud, ${machineOf} as machine, u.service_id as service`;
  const use: Record<MeterKind, SQL> = {
    gauge: sql`with ${peaks(scope, bucketOf)} select p.at, ${places}, sum(u.last) as quantity
                 from peaks p, ${narrowedTicks(scope, sql`u.tick = p.tick`)} group by 1, 2, 3, 4`,
    counter: sql`select ${bucketOf(sql`u.tick`)} as at, ${places}, sum(u.sum) as quantity
                   from ${narrowedTicks(scope)} group by 1, 2, 3, 4`,
    unique: distinctByPlace(scope, bucketOf),
  };
  // The bucket that was begun is the first of the slice.
  const rest = behind
    ? sql`where r.at > ${bucketOf(at(scope.from))} or (r.cloud, r.machine, r.service) > (${sql.join(behind, sql`, `)})`
    : sql``;
  type Row = { at: Date | string; cloud: string; machine: string; service: string; quantity: string };
  const rows = await ctx.tx.execute<Row>(sql`
    select r.at, r.cloud, r.machine, r.service, trim_scale(r.quantity)::text as quantity from (${use[kind]}) r ${rest}
     order by r.at, r.cloud, r.machine, r.service limit ${limit}`);
  return rows.map(({ at: begins, cloud, machine, service, quantity }) => ({
    customerId,
    meter,
    at: new Date(begins),
    cloudId: cloud,
    machineId: machine,
    serviceId: service,
    quantity,
  }));
}

const unknownCursor = () =>
  new DomainError("invalid_input", "This page's cursor is not right. Start again at the first page.");

function readCursor({ cursor, customerId, from }: PlaceQuery): Cursor | null {
  if (!cursor) return null;
  try {
    const read = cursorShape.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    const fits = (customerId ?? read.customerId) === read.customerId && (!read.from || new Date(read.from) >= from);
    if (fits) return read;
  } catch {
    // Not JSON, or not what a page gives: refused below.
  }
  throw unknownCursor();
}
