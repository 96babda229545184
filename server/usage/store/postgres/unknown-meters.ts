import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { usageRecords } from "@/db/schema";
import type { Context } from "../../../context";
import type { StoredRecord } from "../stored-records";
import type { CustomerMeter, KnownKind } from "../use-over-time";

/** As the index usage_records_unknown_meter has it. */
const isUnknown = sql`${usageRecords.fate} = 'unknown_meter'`;

/** Whether a record is of one of these meters, and says what that counts. */
const isOneOf = (meters: readonly KnownKind[]): SQL => {
  const uniques = meters.filter(({ kind }) => kind === "unique").map(({ slug }) => slug);
  const isUnique = sql`${usageRecords.meter} = any(${sql.param(uniques)}::text[])`;
  return sql`${usageRecords.meter} = any(${sql.param(meters.map(({ slug }) => slug))}::text[])
    and (${usageRecords.value} is not null or not ${isUnique})`;
};

export async function unknownMeters(
  { tx }: Context,
  { meters, most }: { meters: readonly KnownKind[]; most: number },
): Promise<CustomerMeter[]> {
  return tx
    .selectDistinct({ customerId: usageRecords.customerId, meter: usageRecords.meter })
    .from(usageRecords)
    .where(and(isUnknown, isOneOf(meters)))
    .limit(most);
}

export async function recordsOfUnknownMeter(
  { tx }: Context,
  { customerId, meter, most }: { customerId: string; meter: KnownKind; most: number },
): Promise<StoredRecord[]> {
  return tx
    .select()
    .from(usageRecords)
    .where(and(isUnknown, eq(usageRecords.customerId, customerId), isOneOf([meter])))
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
