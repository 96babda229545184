import type { Context } from "../../context";
import { notFound } from "../../errors";
import type { CsvColumn } from "../../http/csv";
import type { Page } from "../../pagination";
import type { RecordName, StoredRecord, UsageRecord } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import type { RecordPageQuery } from "./input";
import { counterMeters, customersAsked, placeAsked } from "./scope";

/**
 * Usage records with their fates, newest use first: those whose use overlaps the time (docs/rules.md 3.12). A page
 * costs the same however deep it lies.
 * @param asked.cloudId the id that `filter.cloud` means
 * @throws invalid_input for a cursor that no page gave
 */
export async function listUsageRecords(
  ctx: Context,
  asked: { customerId?: string | undefined; cloudId?: string | undefined; filter: RecordPageQuery },
): Promise<Page<UsageRecord>> {
  const { customer: _customer, cloud: _cloud, machine: machineId, ...query } = asked.filter;
  const [place, customerIds, counters] = await Promise.all([
    placeAsked(ctx, { customerId: asked.customerId, cloudId: asked.cloudId, machineId }),
    customersAsked(ctx, asked),
    counterMeters(ctx),
  ]);
  return usageStore.records(ctx, { ...place, ...query, customerIds, counters });
}

/** One usage record of a customer, by its identity and its time. @throws not_found */
export async function usageRecordNamed(ctx: Context, name: { customerId: string } & RecordName): Promise<StoredRecord> {
  const found = await usageStore.record(ctx, name);
  if (!found) throw notFound("usage record", name.digest);
  return found;
}

const names = [
  "endedAt",
  "startedAt",
  "customerId",
  "meter",
  "quantity",
  "quantityInTime",
  "value",
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
export const recordColumns: CsvColumn<UsageRecord>[] = [
  ...names.map((head): CsvColumn<UsageRecord> => ({ head, of: (record) => record[head] })),
  { head: "dimensions", of: ({ dimensions }) => dimensions && JSON.stringify(dimensions) },
  { head: "record", of: ({ digest }) => digest },
];
