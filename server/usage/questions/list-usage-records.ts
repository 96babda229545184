import type { Context } from "../../context";
import type { CsvColumn } from "../../http/csv";
import type { Page } from "../../pagination";
import type { RecordPageQuery } from "../input";
import type { UsageRecord } from "../store/port";
import { usageStore } from "../store/usage-store";
import { placeAsked } from "./scope";

/**
 * Usage records with their fates, newest use first. A page costs the same however deep it lies.
 * @param asked.cloudId the id that `filter.cloud` means
 * @throws invalid_input for a cursor that no page gave
 */
export async function listUsageRecords(
  ctx: Context,
  asked: { customerId?: string | undefined; cloudId?: string | undefined; filter: RecordPageQuery },
): Promise<Page<UsageRecord>> {
  const { customer: _customer, cloud: _cloud, machine: machineId, ...query } = asked.filter;
  const place = await placeAsked(ctx, { customerId: asked.customerId, cloudId: asked.cloudId, machineId });
  return usageStore.records(ctx, { ...place, ...query });
}

const names = [
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

/** The columns of an export of records. */
export const recordColumns: CsvColumn<UsageRecord>[] = names.map((head) => ({ head, of: (record) => record[head] }));
