import { type SQL, sql } from "drizzle-orm";
import type { groupings } from "../input";

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
/** Use that is told apart by cloud, machine, service or customer. */
export type Grouped = UsageScope & { groupBy: (typeof groupings)[number] };

const groups = {
  cloud: sql`t.cloud_id`,
  machine: sql`t.machine_id`,
  customer: sql`t.customer_id`,
  service: sql`coalesce(m.service_id, '')`,
};
/** What the use is grouped by; a use of no machine has the group "". */
export const labelOf = ({ groupBy }: Grouped): SQL => groups[groupBy];

/** The ticks asked for, as `t`, with their machines as `m` where the question needs them. */
export function narrowed(scope: UsageScope & { groupBy?: Grouped["groupBy"] }): SQL {
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
