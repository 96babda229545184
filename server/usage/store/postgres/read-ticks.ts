import { and, asc, eq, gte, lt, sql } from "drizzle-orm";
import { usageTicks } from "@/db/schema";
import type { Context } from "../../../context";
import type { StoredTick, TickWindow } from "../port";

export function windowTicks(ctx: Context, { customerId, meter, kind, from, to }: TickWindow): Promise<StoredTick[]> {
  return ctx.tx
    .select({
      tick: usageTicks.tick,
      machineId: usageTicks.machineId,
      cloudId: usageTicks.cloudId,
      overflow: usageTicks.overflow,
      value: sql<string>`trim_scale(${kind === "gauge" ? usageTicks.last : usageTicks.sum})::text`,
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
}
