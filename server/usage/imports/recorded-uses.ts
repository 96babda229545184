import { sql } from "drizzle-orm";
import { usageImportRecords, usageImports, usageImportUses } from "@/db/schema";
import type { Context } from "../../context";
import { type Fate, withdrawnFates } from "../states";
import type { RecordName } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import type { BilledBy } from "./focus-row";

/** Uses of a file, and the import that reads it. A use is a hash of what identifies it, without its quantity. */
type Of = { customerId: string; importId: string; uses: readonly string[] };

/**
 * Whether a version up to 0.2 may have imported rows of a cloud, which have the identities of that time: another import
 * stands for rows of its own, and has noted none.
 */
export async function mayHaveFormerRows(
  { tx }: Context,
  { customerId, cloudId, importId }: { customerId: string; cloudId: string; importId: string },
): Promise<boolean> {
  const [found] = await tx.execute<{ former: boolean }>(sql`
    select exists (
      select from ${usageImports} i
       where i.customer_id = ${customerId} and i.cloud_id = ${cloudId} and i.id <> ${importId}
         and (i.state <> 'finished' or i.rows > i.duplicates)
         and not exists (select from ${usageImportRecords} r
                          where r.customer_id = i.customer_id and r.import_id = i.id)) as former`);
  return found?.former ?? false;
}

/** Of these uses, those that another import has recorded and finished. */
export async function recordedElsewhere(ctx: Context, { customerId, importId, uses }: Of): Promise<Set<string>> {
  if (uses.length === 0) return new Set();
  // One by one: a plan made before the tables were analyzed may compare each use with each that is asked.
  const rows = await ctx.tx.execute<{ use: string }>(sql`
    select u.use
      from unnest(${sql.param(uses)}::uuid[]) as asked (use)
     cross join lateral (select * from ${usageImportUses} o
                          where o.customer_id = ${customerId} and o.use = asked.use limit 1) as u
     cross join lateral (select * from ${usageImports} o
                          where o.customer_id = ${customerId} and o.id = u.import_id limit 1) as i
     where u.import_id <> ${importId} and i.state = 'finished'`);
  return new Set(rows.map(({ use }) => use));
}

/** Notes that an import records these uses. What an import that did not finish has noted becomes this one's. */
export async function noteUses(ctx: Context, { customerId, importId, uses }: Of): Promise<void> {
  if (uses.length === 0) return;
  // Sorted, so that two imports at once cannot wait for each other.
  const sorted = sql.param([...new Set(uses)].sort());
  await ctx.tx.execute(sql`
    insert into ${usageImportUses} as u (customer_id, use, import_id)
    select ${customerId}, one, ${importId} from unnest(${sorted}::uuid[]) as one
    on conflict (customer_id, use) do update set import_id = excluded.import_id
     where not exists (select from ${usageImports} i
                        where i.customer_id = u.customer_id and i.id = u.import_id and i.state = 'finished')`);
}

/** A row of a file and the record that it became, or that it repeats. */
export type RecordedRow = BilledBy & {
  digest: string;
  endedAt: Date;
  use: string;
  quantity: string;
  meter: string;
  subject: string | null;
};

/** Notes the rows that these records are. What another import has noted stays. */
export async function noteRecords(
  ctx: Context,
  {
    customerId,
    importId,
    cloudId,
    rows,
  }: { customerId: string; importId: string; cloudId: string; rows: readonly RecordedRow[] },
): Promise<void> {
  if (rows.length === 0) return;
  const own = [...new Map(rows.map((row) => [row.digest, row])).values()].sort((a, b) =>
    a.digest < b.digest ? -1 : 1,
  );
  const column = (pick: (row: RecordedRow) => string | null) => sql.param(own.map(pick));
  await ctx.tx.execute(sql`
    insert into ${usageImportRecords} (customer_id, digest, ended_at, use, quantity, meter, subject, import_id, cloud_id,
           billing_account, period_start)
    select ${customerId}, u.digest, u.ended, u.use, u.quantity, u.meter, u.subject, ${importId}, ${cloudId}, u.account, u.period
      from unnest(${column((row) => row.digest)}::uuid[], ${column((row) => row.endedAt.toISOString())}::text[]::timestamptz[],
                  ${column((row) => row.use)}::uuid[], ${column((row) => row.quantity)}::text[]::numeric[],
                  ${column((row) => row.meter)}::text[], ${column((row) => row.subject)}::text[],
                  ${column((row) => row.account)}::text[], ${column((row) => row.period.toISOString())}::text[]::timestamptz[])
        as u (digest, ended, use, quantity, meter, subject, account, period)
    on conflict do nothing`);
}

/**
 * Has the records that count in the place of others, by digest, stand for their rows: what a file states of a row
 * stays.
 */
export async function replaceImportRecords(
  ctx: Context,
  { customerId, replacements }: { customerId: string; replacements: ReadonlyMap<string, RecordName> },
): Promise<void> {
  const pairs = [...replacements];
  const column = (pick: (pair: [string, RecordName]) => string) => sql.param(pairs.map(pick));
  await ctx.tx.execute(sql`
    update ${usageImportRecords} r set digest = p.by, ended_at = p.ended
      from unnest(${column(([digest]) => digest)}::uuid[], ${column(([, { digest }]) => digest)}::uuid[],
                  ${column(([, { endedAt }]) => endedAt.toISOString())}::text[]::timestamptz[]) as p (digest, by, ended)
     where r.customer_id = ${customerId} and r.digest = p.digest`);
}

/** Forgets rows that a file does not have any more, and uses that no row of reports then. */
export async function forgetRecords(
  ctx: Context,
  { customerId, digests }: { customerId: string; digests: readonly string[] },
): Promise<void> {
  if (digests.length === 0) return;
  const forgotten = await ctx.tx.execute<{ use: string }>(sql`
    delete from ${usageImportRecords} r using unnest(${sql.param(digests)}::uuid[]) as gone (digest)
     where r.customer_id = ${customerId} and r.digest = gone.digest returning r.use`);
  const uses = sql.param([...new Set(forgotten.map(({ use }) => use))].sort());
  await ctx.tx.execute(sql`
    delete from ${usageImportUses} u using unnest(${uses}::uuid[]) as gone (use)
     where u.customer_id = ${customerId} and u.use = gone.use
       and not exists (select from ${usageImportRecords} r where r.customer_id = u.customer_id and r.use = u.use)`);
}

/**
 * Of these records, those that stand for a row, and those that could, with their fates: that stand
 * for none and were not taken out.
 */
export async function standingRecords(
  ctx: Context,
  { customerId, records }: { customerId: string; records: readonly RecordName[] },
): Promise<{ noted: Set<string>; unnoted: Map<string, Fate> }> {
  if (records.length === 0) return { noted: new Set(), unnoted: new Map() };
  const rows = await ctx.tx.execute<{ digest: string }>(sql`
    select r.digest
      from unnest(${sql.param(records.map(({ digest }) => digest))}::uuid[]) as asked (digest)
     cross join lateral (select * from ${usageImportRecords} o
                          where o.customer_id = ${customerId} and o.digest = asked.digest limit 1) as r`);
  const noted = new Set(rows.map(({ digest }) => digest));
  const others = records.filter(({ digest }) => !noted.has(digest));
  const stored = others.length === 0 ? [] : await usageStore.locked(ctx, { customerId, records: others });
  const standing = stored.filter(({ fate }) => !isWithdrawn(fate));
  const unnoted = new Map(standing.map(({ digest, fate }) => [digest, fate]));
  return { noted, unnoted };
}

const isWithdrawn = (fate: Fate) => withdrawnFates.some((one) => one === fate);
