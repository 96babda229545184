import { and, asc, eq, sql } from "drizzle-orm";
import { usageAuthorities } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import type { Context, Request } from "../../context";
import { newId } from "../../ids";
import type { SourceKind } from "../states";

/** Before any use: the first authority holds for back-filled records too. */
const always = new Date(0);
type CloudMeter = { cloudId: string; meter: string };
/** Use that a kind of source reports, and who asks to record it. */
export type ReportedUse = CloudMeter & { sourceKind: SourceKind; by: Request };

/** Which kind is authoritative for a cloud and meter at a time; null where none is. */
export type Authorities = (pair: CloudMeter, at: Date) => SourceKind | null;

/**
 * One use, one source: reads which kind is authoritative for these clouds and meters. Where none is, it becomes the
 * kind that reports now (docs/rules.md 3.4); of two kinds that report first at once, the unique index admits one.
 */
export async function ensureAuthorities(
  ctx: Context,
  { customerId, reported }: { customerId: string; reported: readonly ReportedUse[] },
): Promise<Authorities> {
  let rows = await readAuthorities(ctx, customerId, reported);
  const known = new Set(rows.map(keyOf));
  const fresh = new Map<string, ReportedUse>();
  for (const one of reported) if (!known.has(keyOf(one)) && !fresh.has(keyOf(one))) fresh.set(keyOf(one), one);
  if (fresh.size > 0) {
    // In sorted order, so that two transactions cannot wait for each other.
    for (const key of [...fresh.keys()].sort()) await writeAuthority(ctx, customerId, fresh.get(key) as ReportedUse);
    rows = await readAuthorities(ctx, customerId, reported);
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

function readAuthorities({ tx }: Context, customerId: string, pairs: readonly CloudMeter[]) {
  const meters = [...new Set(pairs.map(({ meter }) => meter))];
  if (meters.length === 0) return Promise.resolve([]);
  return tx
    .select()
    .from(usageAuthorities)
    .where(and(eq(usageAuthorities.customerId, customerId), sql`${usageAuthorities.meter} = any(${sql.param(meters)})`))
    .orderBy(asc(usageAuthorities.validFrom));
}

const keyOf = ({ cloudId, meter }: CloudMeter) => `${cloudId} ${meter}`;
