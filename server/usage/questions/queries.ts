import { and, asc, desc, eq, gte, lt, type SQL, sql } from "drizzle-orm";
import { customers, meters, usageAuthorities, usageBatches, usageTicks } from "@/db/schema";
import type { Context } from "../../context";
import { notFound } from "../../errors";
import { onPremises } from "../rules";

/**
 * One machine's use in one tick: a gauge's last value, a counter's sum. The engine's form
 * (server/billing/engine/types.ts).
 */
export type UsageTick = {
  tick: Date;
  /** null: a cloud or a file reported it without naming a machine. */
  machineId: string | null;
  /** null: on-premises. */
  cloudId: string | null;
  overflow: boolean;
  value: string;
};

/** A meter by slug. @throws not_found */
export async function meterBySlug(ctx: Context, slug: string): Promise<typeof meters.$inferSelect> {
  const [meter] = await ctx.tx.select().from(meters).where(eq(meters.slug, slug));
  if (!meter) throw notFound("meter", slug);
  return meter;
}

/**
 * Everything counted of one customer and meter from `from` up to `to` (ticks), for the engine. Committed state as this
 * transaction sees it.
 */
export async function usageSnapshot(
  ctx: Context,
  { customerId, meter, from, to }: { customerId: string; meter: string; from: Date; to: Date },
): Promise<UsageTick[]> {
  const { kind } = await meterBySlug(ctx, meter);
  const value = kind === "gauge" ? usageTicks.last : usageTicks.sum;
  const rows = await ctx.tx
    .select({
      tick: usageTicks.tick,
      machineId: usageTicks.machineId,
      cloudId: usageTicks.cloudId,
      overflow: usageTicks.overflow,
      value: sql<string>`trim_scale(${value})::text`,
    })
    .from(usageTicks)
    .where(
      and(
        eq(usageTicks.customerId, customerId),
        eq(usageTicks.meter, meter),
        gte(usageTicks.tick, from),
        lt(usageTicks.tick, to),
      ),
    )
    .orderBy(asc(usageTicks.tick), asc(usageTicks.cloudId), asc(usageTicks.machineId));
  // Field by field: a rest of each of a month's thousands of rows takes ten times as long.
  return rows.map(({ tick, machineId, cloudId, overflow, value: used }) => ({
    tick,
    machineId: machineId === "" ? null : machineId,
    cloudId: cloudId === onPremises ? null : cloudId,
    overflow,
    value: used,
  }));
}

/** Receipts of batches, newest first. */
export function listBatches(ctx: Context, { customerId, limit = 50 }: { customerId?: string; limit?: number }) {
  return ctx.tx
    .select()
    .from(usageBatches)
    .where(ownedBy(customerId, usageBatches.customerId))
    .orderBy(desc(usageBatches.receivedAt), desc(usageBatches.id))
    .limit(limit);
}

/** Whose figures count, per host cloud and meter; the newest last. */
export function listAuthorities(ctx: Context, { customerId }: { customerId?: string }) {
  return ctx.tx
    .select()
    .from(usageAuthorities)
    .where(ownedBy(customerId, usageAuthorities.customerId))
    .orderBy(asc(usageAuthorities.cloudId), asc(usageAuthorities.meter), asc(usageAuthorities.validFrom));
}

/** A customer's id by id or account identifier. @throws not_found */
export async function customerIdOf(ctx: Context, name: string): Promise<string> {
  const [row] = await ctx.tx
    .select({ id: customers.id })
    .from(customers)
    .where(sql`${customers.id} = ${name} or ${customers.identifier} = ${name}`);
  if (!row) throw notFound("customer", name);
  return row.id;
}

function ownedBy(customerId: string | undefined, column: Parameters<typeof eq>[0]): SQL | undefined {
  return customerId === undefined ? undefined : eq(column, customerId);
}
