import { and, asc, eq, sql } from "drizzle-orm";
import { usageRecords } from "@/db/schema";
import type { Context } from "../../../context";
import type { StoredRecord } from "../stored-records";
import type { CustomerMeter } from "../use-over-time";

/** As the index usage_records_unknown_meter has it. */
const isUnknown = sql`${usageRecords.fate} = 'unknown_meter'`;

export async function unknownMeters(
  { tx }: Context,
  { meters, most }: { meters: readonly string[]; most: number },
): Promise<CustomerMeter[]> {
  return tx
    .selectDistinct({ customerId: usageRecords.customerId, meter: usageRecords.meter })
    .from(usageRecords)
    .where(and(isUnknown, sql`${usageRecords.meter} = any(${sql.param(meters)}::text[])`))
    .limit(most);
}

export async function recordsOfUnknownMeter(
  { tx }: Context,
  { customerId, meter, most }: CustomerMeter & { most: number },
): Promise<StoredRecord[]> {
  return tx
    .select()
    .from(usageRecords)
    .where(and(isUnknown, eq(usageRecords.customerId, customerId), eq(usageRecords.meter, meter)))
    .orderBy(asc(usageRecords.receivedAt), asc(usageRecords.digest))
    .limit(most)
    .for("update");
}

export async function holdsMeter({ tx }: Context, meter: string): Promise<boolean> {
  const [row] = await tx.execute<{ held: boolean }>(sql`
    select exists (select from usage_spans where meter = ${meter})
        or exists (select from usage_records where meter = ${meter} and fate = 'unknown_meter')
        or exists (select from usage_records where meter = ${meter} and fate = 'set_aside') as held`);
  return row?.held ?? false;
}
