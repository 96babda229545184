import { and, asc, eq, sql } from "drizzle-orm";
import { usageAuthorities } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import type { Context } from "../../context";
import { newId } from "../../ids";
import type { SourceKind } from "../states";

/** Before any use: the first authority holds for back-filled records too. */
const always = new Date(0);
export type CloudMeter = { cloudId: string; meter: string };

/** Which kind is authoritative for a cloud and meter at a time; null where none is. */
export type Authorities = (pair: CloudMeter, at: Date) => SourceKind | null;

/**
 * One use, one source: reads which kind is authoritative for these clouds and meters. Where none is, it becomes the
 * kind that reports now (docs/rules.md 3.4); of two kinds that report first at once, the unique index admits one.
 */
export async function ensureAuthorities(
  ctx: Context,
  { customerId, pairs, sourceKind }: { customerId: string; pairs: CloudMeter[]; sourceKind: SourceKind },
): Promise<Authorities> {
  let rows = await readAuthorities(ctx, customerId, pairs);
  const known = new Set(rows.map(keyOf));
  const fresh = new Map(pairs.filter((pair) => !known.has(keyOf(pair))).map((pair) => [keyOf(pair), pair]));
  if (fresh.size > 0) {
    // In sorted order, so that two batches cannot wait for each other.
    for (const key of [...fresh.keys()].sort())
      await writeAuthority(ctx, customerId, fresh.get(key) as CloudMeter, sourceKind);
    rows = await readAuthorities(ctx, customerId, pairs);
  }
  const byPair = new Map<string, typeof rows>();
  for (const row of rows) byPair.set(keyOf(row), [...(byPair.get(keyOf(row)) ?? []), row]);
  return (pair, at) => byPair.get(keyOf(pair))?.findLast((row) => row.validFrom <= at)?.sourceKind ?? null;
}

async function writeAuthority(
  ctx: Context,
  customerId: string,
  pair: CloudMeter,
  sourceKind: SourceKind,
): Promise<void> {
  const [written] = await ctx.tx
    .insert(usageAuthorities)
    .values({
      customerId,
      id: newId("usageAuthority", ctx.now),
      ...pair,
      sourceKind,
      validFrom: always,
      setBy: "first record",
      createdAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({ id: usageAuthorities.id });
  if (written)
    await recordAudit(ctx, {
      customerId,
      action: "usage_authority.set",
      subjectKind: "usage_authority",
      subjectId: written.id,
      detail: { cloud: pair.cloudId, meter: pair.meter, sourceKind, why: "its record came first" },
    });
}

function readAuthorities({ tx }: Context, customerId: string, pairs: CloudMeter[]) {
  const meters = [...new Set(pairs.map(({ meter }) => meter))];
  if (meters.length === 0) return Promise.resolve([]);
  return tx
    .select()
    .from(usageAuthorities)
    .where(and(eq(usageAuthorities.customerId, customerId), sql`${usageAuthorities.meter} = any(${sql.param(meters)})`))
    .orderBy(asc(usageAuthorities.validFrom));
}

const keyOf = ({ cloudId, meter }: CloudMeter) => `${cloudId} ${meter}`;
