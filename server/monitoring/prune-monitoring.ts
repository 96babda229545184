import { and, asc, lt, sql } from "drizzle-orm";
import { deletePiece } from "@/db/delete-piece";
import { machineObservations, machines, probes } from "@/db/schema";
import type { Context } from "../context";
import { firstIdAt } from "../ids";

type Old = { before: Date; limit: number };

/** Deletes outcomes of probes from before this time, oldest first, at most `limit`. @returns how many */
export function pruneProbes({ tx }: Context, { before, limit }: Old): Promise<number> {
  // Ids rise with time: their unique index finds the oldest without an index on the time.
  const where = and(lt(probes.id, firstIdAt("probe", before)), lt(probes.at, before));
  return deletePiece(tx, probes, { where, orderBy: asc(probes.id), limit });
}

/**
 * Deletes the last observation of machines that were retired before this time, at most `limit`. The machine stays.
 * @returns how many
 */
export async function pruneObservations(ctx: Context, { before, limit }: Old): Promise<number> {
  const gone = await ctx.tx.execute(sql`
    delete from ${machineObservations}
     where ctid = any (array(
       select o.ctid
         from ${machines} as m join ${machineObservations} as o on o.customer_id = m.customer_id and o.machine_id = m.id
        where m.retired_at < ${before.toISOString()}::timestamptz
        order by m.retired_at limit ${limit} for update of o skip locked))
    returning 1`);
  return gone.length;
}
