import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { fates, sourceKinds, usageRecords } from "@/db/schema";
import type { Context } from "../../context";
import { DomainError } from "../../errors";
import { csvCell } from "../../http/csv";

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

export type UsageRecord = typeof usageRecords.$inferSelect;

/**
 * Usage records with their fates, newest use first, by key set: a page costs the same however deep it lies.
 * @param customerId narrows to one customer beside the role's own view; `cloudId` is the id that `filter.cloud` means
 * @throws invalid_input for an `after` that no page gave
 */
export async function listUsageRecords(
  ctx: Context,
  {
    customerId,
    cloudId,
    filter,
  }: { customerId?: string | undefined; cloudId?: string | undefined; filter: RecordFilter },
): Promise<{ records: UsageRecord[]; next: string | null }> {
  const { meter, machine, sourceKind, fate, from, to, after, limit } = filter;
  const rows = await ctx.tx
    .select()
    .from(usageRecords)
    .where(
      and(
        customerId === undefined ? undefined : eq(usageRecords.customerId, customerId),
        cloudId === undefined ? undefined : eq(usageRecords.cloudId, cloudId),
        meter === undefined ? undefined : eq(usageRecords.meter, meter),
        machine === undefined ? undefined : eq(usageRecords.machineId, machine),
        sourceKind === undefined ? undefined : eq(usageRecords.sourceKind, sourceKind),
        fate === undefined ? undefined : eq(usageRecords.fate, fate),
        from === undefined ? undefined : gte(usageRecords.endedAt, from),
        to === undefined ? undefined : lt(usageRecords.endedAt, to),
        after === undefined ? undefined : beyond(after),
      ),
    )
    .orderBy(desc(usageRecords.endedAt), desc(usageRecords.digest))
    .limit(limit + 1);
  const records = rows.slice(0, limit);
  const last = records.at(-1);
  return { records, next: rows.length > limit && last ? placeOf(last) : null };
}

const placeOf = ({ endedAt, digest }: UsageRecord) =>
  Buffer.from(`${endedAt.toISOString()} ${digest}`).toString("base64url");

function beyond(after: string) {
  const match = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z) ([0-9a-f-]{36})$/.exec(Buffer.from(after, "base64url").toString());
  if (!match) throw new DomainError("invalid_input", "after is not a place in this list. Begin again without it.");
  return sql`(${usageRecords.endedAt}, ${usageRecords.digest}) < (${match[1]}::timestamptz, ${match[2]}::uuid)`;
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
