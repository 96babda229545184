import { and, eq, getTableColumns, type SQL, sql } from "drizzle-orm";
import { customers, usageBatches } from "@/db/schema";
import type { UsageTick } from "../../billing/engine/types";
import type { Context } from "../../context";
import { notFound } from "../../errors";
import { pageOf, type Sort } from "../../pagination";
import { onPremises } from "../rules";
import { usageStore } from "../store/usage-store";
import type { DecidingWindow, StoredTick, TickWindow } from "../store/use-over-time";

/**
 * Everything counted of one customer and meter, machine by machine, as the engine takes it: null for no machine and for
 * on-premises. Committed state as this transaction sees it.
 */
export async function usageSnapshot(ctx: Context, of: TickWindow): Promise<UsageTick[]> {
  const [ticks = []] = await usageSnapshots(ctx, [of]);
  return ticks;
}

/** The same of many windows, in their order. */
export const usageSnapshots = async (ctx: Context, of: readonly TickWindow[]): Promise<UsageTick[][]> =>
  (await usageStore.ticks(ctx, of)).map((ticks) => ticks.map(engineTick));

/**
 * The same with the ordinary machines of each cloud summed: all that the engine judges by, apart from which machine
 * raised the use.
 */
export async function usageSums(ctx: Context, of: TickWindow): Promise<UsageTick[]> {
  const { kind } = of;
  // First sightings are no more than values, however many machines there are.
  if (kind === "unique") return usageSnapshot(ctx, of);
  return (await usageStore.tickSums(ctx, { ...of, kind })).map(engineTick);
}

/**
 * Of these sums the ticks that decide where one limit stands, of many windows in their order; null where overflow
 * machines have a part in them.
 */
export const decidingTicksOf = async (ctx: Context, of: readonly DecidingWindow[]): Promise<(UsageTick[] | null)[]> =>
  (await usageStore.decidingSums(ctx, of)).map((ticks) => ticks?.map(engineTick) ?? null);

/** A tick as the engine takes it. Field by field: a rest of each row takes ten times as long. */
export const engineTick = ({ tick, machineId, source, cloudId, overflow, value }: StoredTick): UsageTick => ({
  tick,
  machineId: machineId === "" ? null : machineId,
  source: source || undefined,
  cloudId: cloudId === onPremises ? null : cloudId,
  overflow,
  value,
});

const newest: Sort = { name: "newest", keys: [{ by: usageBatches.id, as: "text" }], descending: true };

/** A page of receipts of batches, newest first. @throws invalid_input for a cursor that no page gave */
export const listBatches = (
  ctx: Context,
  { customerId, ...page }: { customerId?: string | undefined; cursor?: string | null | undefined; limit: number },
) =>
  pageOf({
    ...page,
    cursor: page.cursor,
    sort: newest,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...getTableColumns(usageBatches), place })
        .from(usageBatches)
        .where(and(ownedBy(customerId, usageBatches.customerId), after))
        .orderBy(order)
        .limit(limit),
  });

export type UsageBatch = typeof usageBatches.$inferSelect;

/** One receipt of a batch; the customer's role finds its own alone. @throws not_found */
export async function batchById(ctx: Context, id: string): Promise<UsageBatch> {
  const [row] = await ctx.tx.select().from(usageBatches).where(eq(usageBatches.id, id));
  if (!row) throw notFound("batch", id);
  return row;
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
