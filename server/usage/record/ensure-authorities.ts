import { sql } from "drizzle-orm";
import { usageAuthorities } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { type Context, enterCustomer, type Request } from "../../context";
import { newId } from "../../ids";
import type { SourceKind } from "../states";

/** Before any use: the first authority holds for back-filled records too. */
const always = new Date(0);
type CloudMeter = { cloudId: string; meter: string };
/** Use that a kind of source reports, and who asks to record it. */
export type ReportedUse = CloudMeter & { sourceKind: SourceKind; by: Request };

/** Which kind is authoritative for a cloud and meter at a time; null where none is. */
export type Authorities = (pair: CloudMeter, at: Date) => SourceKind | null;

/** Authorities as they are stored, oldest first. */
export type StoredAuthority = CloudMeter & { sourceKind: SourceKind; validFrom: Date | string };
export type KnownAuthorities = ReturnType<typeof knownAuthority>[];
export const knownAuthority = ({ validFrom, ...row }: StoredAuthority) => ({ ...row, validFrom: new Date(validFrom) });

/**
 * One use, one source: determines which kind is authoritative for these clouds and meters. The kind that reports first
 * is it until staff decide, and before the time from which they have decided (docs/rules.md 3.4): whether they decide
 * before it reports or afterwards changes nothing. Of two kinds that report first at once, the unique index admits one.
 * @param of.read what was found for these meters in this transaction
 */
export async function ensureAuthorities(
  ctx: Context,
  { customerId, reported, read }: { customerId: string; reported: readonly ReportedUse[]; read: KnownAuthorities },
): Promise<Authorities> {
  let rows = read;
  const known = new Set(rows.filter(({ validFrom }) => validFrom.getTime() === always.getTime()).map(keyOf));
  const fresh = new Map<string, ReportedUse>();
  for (const one of reported) if (!known.has(keyOf(one)) && !fresh.has(keyOf(one))) fresh.set(keyOf(one), one);
  if (fresh.size > 0) {
    await enterCustomer(ctx, customerId);
    // In sorted order, so that two transactions cannot wait for each other.
    for (const key of [...fresh.keys()].sort()) await writeAuthority(ctx, customerId, fresh.get(key) as ReportedUse);
    rows = await readAuthorities(ctx, customerId, meters(reported));
  }
  const byPair = new Map<string, typeof rows>();
  for (const row of rows) byPair.set(keyOf(row), [...(byPair.get(keyOf(row)) ?? []), row]);
  return (pair, at) => byPair.get(keyOf(pair))?.findLast((row) => row.validFrom <= at)?.sourceKind ?? null;
}

async function writeAuthority(
  ctx: Context,
  customerId: string,
  { cloudId, meter, sourceKind, by }: ReportedUse,
): Promise<void> {
  const [written] = await ctx.tx
    .insert(usageAuthorities)
    .values({
      customerId,
      id: newId("usageAuthority", by.now),
      ...{ cloudId, meter, sourceKind },
      validFrom: always,
      setBy: "first record",
      createdAt: by.now,
    })
    .onConflictDoNothing()
    .returning({ id: usageAuthorities.id });
  if (written)
    await recordAudit(
      { tx: ctx.tx, ...by },
      {
        customerId,
        action: "usage_authority.set",
        subjectKind: "usage_authority",
        subjectId: written.id,
        detail: { cloud: cloudId, meter, sourceKind, why: "its record came first" },
      },
    );
}

const meters = (uses: readonly { meter: string }[]) => [...new Set(uses.map(({ meter }) => meter))];

/**
 * The authorities of these meters, oldest first, to record by: they do not change until the transaction ends, because
 * whoever decides on them holds the customer's use (`holdUse`).
 */
export async function readAuthorities({ tx }: Context, customerId: string, meters: readonly string[]) {
  const rows = await tx.execute<StoredAuthority>(sql`
    select a.cloud_id as "cloudId", a.meter, a.source_kind as "sourceKind", a.valid_from as "validFrom"
      from recording_authorities(${customerId}, ${sql.param(meters)}::text[]) a order by a.valid_from`);
  return rows.map(knownAuthority);
}

const keyOf = ({ cloudId, meter }: CloudMeter) => `${cloudId} ${meter}`;
