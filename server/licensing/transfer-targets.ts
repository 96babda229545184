import { and, asc, eq, inArray, ne, sql } from "drizzle-orm";
import { licenses, machines, serviceConfigurations } from "@/db/schema";
import { machineSets } from "../collection/states";
import type { Context } from "../context";
import { idsThatHold } from "../search-entries";
import { licenseSets } from "./states";

/**
 * A machine that can take a license over, as transferring judges it: of the same customer and service, configured,
 * waiting, approved.
 */
export type TransferTarget = { id: string; hostname: string | null; serial: string | null };

/**
 * Machines to which a license could be transferred now, by name, at most `limit` of those that hold what was searched.
 * Transferring judges the chosen one again.
 */
export function transferTargets(
  ctx: Context,
  license: { customerId: string; machineId: string; serviceId: string },
  { search, limit }: { search?: string | undefined; limit: number },
): Promise<TransferTarget[]> {
  return ctx.tx
    .select({ id: machines.id, hostname: machines.hostname, serial: machines.serial })
    .from(machines)
    .innerJoin(
      serviceConfigurations,
      and(
        eq(serviceConfigurations.customerId, machines.customerId),
        eq(serviceConfigurations.machineId, machines.id),
        eq(serviceConfigurations.state, "configured"),
      ),
    )
    .where(
      and(
        eq(machines.customerId, license.customerId),
        eq(machines.serviceId, license.serviceId),
        ne(machines.id, license.machineId),
        inArray(machines.state, machineSets.beforeEnrolment),
        eq(machines.needsApproval, false),
        search ? sql`${machines.id} in ${idsThatHold("machine", search)}` : undefined,
        sql`not exists (select 1 from ${licenses} held where held.customer_id = ${machines.customerId}
          and held.machine_id = ${machines.id} and held.state in ${licenseSets.bound})`,
      ),
    )
    .orderBy(asc(machines.hostname), asc(machines.id))
    .limit(limit);
}
