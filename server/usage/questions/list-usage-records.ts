import { z } from "zod";
import type { Context } from "../../context";
import { csvCell } from "../../http/csv";
import { fates, sourceKinds } from "../states";
import type { UsageRecord } from "../store/port";
import { usageStore } from "../store/usage-store";
import { placeAsked } from "./scope";

const time = z.iso
  .datetime({ offset: true, error: "Give a time with its zone, like 2026-11-01T00:00:00Z." })
  .transform((value) => new Date(value));
const name = z.string().min(1).max(200);

/** Filters of the list of usage records. `after` is the `next` of the page before. */
export const recordFilter = z.object({
  customer: name.optional(),
  meter: name.optional(),
  cloud: name.optional(),
  machine: name.optional(),
  sourceKind: z.enum(sourceKinds, { error: `It must be one of ${sourceKinds.join(", ")}.` }).optional(),
  fate: z.enum(fates, { error: `It must be one of ${fates.join(", ")}.` }).optional(),
  from: time.optional(),
  to: time.optional(),
  after: z.string().max(500).optional(),
  limit: z.coerce.number({ error: "Give a number from 1 to 1000." }).int().min(1).max(1000).default(100),
});
export type RecordFilter = z.infer<typeof recordFilter>;

/**
 * Usage records with their fates, newest use first. A page costs the same however deep it lies.
 * @param asked.cloudId the id that `filter.cloud` means
 * @throws invalid_input for an `after` that no page gave
 */
export async function listUsageRecords(
  ctx: Context,
  asked: { customerId?: string | undefined; cloudId?: string | undefined; filter: RecordFilter },
): Promise<{ records: UsageRecord[]; next: string | null }> {
  const { customer: _customer, cloud: _cloud, machine: machineId, ...query } = asked.filter;
  const place = await placeAsked(ctx, { customerId: asked.customerId, cloudId: asked.cloudId, machineId });
  return usageStore.records(ctx, { ...place, ...query });
}

const columns = [
  "endedAt",
  "startedAt",
  "customerId",
  "meter",
  "quantity",
  "cloudId",
  "machineId",
  "subject",
  "sourceKind",
  "source",
  "eventId",
  "fate",
  "reason",
  "receivedAt",
] as const;

/**
 * The records as CSV, page by page, so that an export of any length needs no memory. `page` reads one page in its own
 * transaction.
 */
export async function* csvOfUsageRecords(
  page: (after: string | undefined) => Promise<{ records: UsageRecord[]; next: string | null }>,
): AsyncGenerator<string> {
  yield `${columns.join(",")}\r\n`;
  let after: string | undefined;
  do {
    const { records, next } = await page(after);
    if (records.length > 0)
      yield `${records.map((record) => columns.map((column) => csvCell(record[column])).join(",")).join("\r\n")}\r\n`;
    after = next ?? undefined;
  } while (after !== undefined);
}
