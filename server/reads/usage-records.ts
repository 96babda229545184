import type { Context } from "../context";
import type { Page } from "../pagination";
import { listUsageRecords } from "../usage/questions/list-usage-records";
import type { UsageRecord } from "../usage/store/stored-records";
import { namedThings } from "./named-things";

/** A record, with its customer and its machine as people know them; `machineName` is null where it has no machine. */
export type NamedRecord = UsageRecord & { customerName: string; machineName: string | null };

/**
 * The list of usage records, as staff see it: with names.
 * @throws invalid_input for a cursor that no page gave
 */
export async function namedRecords(
  ctx: Context,
  asked: Parameters<typeof listUsageRecords>[1],
): Promise<Page<NamedRecord>> {
  const page = await listUsageRecords(ctx, asked);
  const ids = page.rows.flatMap(({ customerId, machineId }) => [customerId, machineId ?? ""]);
  const things = await namedThings(ctx, new Set(ids));
  const rows = page.rows.map((row) => ({
    ...row,
    customerName: things[row.customerId]?.name ?? row.customerId,
    machineName: row.machineId && (things[row.machineId]?.name ?? row.machineId),
  }));
  return { ...page, rows };
}
