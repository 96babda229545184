import { and, eq, getTableColumns, isNull, type SQL, sql } from "drizzle-orm";
import { customers, usageConflicts } from "@/db/schema";
import type { Context } from "../../context";
import { notFound } from "../../errors";
import { type Page, pageOf, type Sort } from "../../pagination";
import type { ConflictState } from "../states";
import type { RecordName, StoredRecord } from "../store/stored-records";
import { usageStore } from "../store/usage-store";

type Row = typeof usageConflicts.$inferSelect;

/**
 * Other content that came under an identity that was taken: what stands under that identity now (what came first, or
 * what corrections put in its place; null where it cannot be found from the identity), and what came.
 */
export type UsageConflict = Row & { customerName: string; stands: StoredRecord | null; came: StoredRecord };

export type ConflictQuery = {
  customerId?: string | undefined;
  source?: string | undefined;
  state?: ConflictState | undefined;
  cursor?: string | null | undefined;
  limit: number;
};

const newest: Sort = {
  name: "came",
  keys: [
    { by: usageConflicts.cameAt, as: "timestamptz" },
    { by: usageConflicts.digest, as: "uuid" },
  ],
  descending: true,
};

/**
 * A page of conflicts, newest first: one customer's, or everybody's.
 * @throws invalid_input for a cursor that no page gave
 */
export async function listConflicts(ctx: Context, query: ConflictQuery): Promise<Page<UsageConflict>> {
  const { customerId, source, state } = query;
  const page = await pageOf({
    cursor: query.cursor,
    limit: query.limit,
    sort: newest,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...getTableColumns(usageConflicts), customerName: customers.name, place })
        .from(usageConflicts)
        .innerJoin(customers, eq(customers.id, usageConflicts.customerId))
        .where(
          and(
            customerId === undefined ? undefined : eq(usageConflicts.customerId, customerId),
            source === undefined ? undefined : eq(usageConflicts.source, source),
            stateIs(state),
            after,
          ),
        )
        .orderBy(order)
        .limit(limit),
  });
  return { ...page, rows: await withContents(ctx, page.rows) };
}

function stateIs(state: ConflictState | undefined): SQL | undefined {
  if (state === undefined) return undefined;
  return state === "waiting" ? isNull(usageConflicts.decision) : eq(usageConflicts.decision, state);
}

/** A conflict by the digest of what came. @throws not_found */
export async function conflictByDigest(
  ctx: Context,
  { customerId, digest }: { customerId: string; digest: string },
): Promise<UsageConflict> {
  const rows = await ctx.tx
    .select({ ...getTableColumns(usageConflicts), customerName: customers.name })
    .from(usageConflicts)
    .innerJoin(customers, eq(customers.id, usageConflicts.customerId))
    .where(and(eq(usageConflicts.customerId, customerId), eq(usageConflicts.digest, digest)));
  const [found] = await withContents(ctx, rows);
  if (!found) throw notFound("conflict", digest);
  return found;
}

/** Adds to conflicts what stands and what came, customer by customer. */
async function withContents<T extends Row>(
  ctx: Context,
  rows: readonly T[],
): Promise<(T & Pick<UsageConflict, "stands" | "came">)[]> {
  const contents = new Map<string, StoredRecord>();
  for (const customerId of new Set(rows.map((row) => row.customerId))) {
    const own = rows.filter((row) => row.customerId === customerId);
    const records: RecordName[] = own.flatMap((row) => [
      { digest: row.digest, endedAt: row.endedAt },
      ...(row.firstEndedAt ? [{ digest: row.firstDigest, endedAt: row.firstEndedAt }] : []),
    ]);
    for (const [digest, record] of await usageStore.standing(ctx, { customerId, records }))
      contents.set(`${customerId} ${digest}`, record);
  }
  return rows.flatMap((row) => {
    const came = contents.get(`${row.customerId} ${row.digest}`);
    const stands = contents.get(`${row.customerId} ${row.firstDigest}`) ?? null;
    return came ? [{ ...row, stands, came }] : [];
  });
}

/** Conflicts of a customer, by the digests of what came, locked until the transaction ends. @throws not_found */
export async function lockedConflicts(
  ctx: Context,
  { customerId, digests }: { customerId: string; digests: readonly string[] },
): Promise<Row[]> {
  const conflict = ctx.tx
    .select()
    .from(usageConflicts)
    .where(sql`${usageConflicts.customerId} = ${customerId} and ${usageConflicts.digest} = asked.digest`)
    .limit(1)
    .for("update")
    .as("conflict");
  const rows = await ctx.tx
    .select({ ...conflict._.selectedFields })
    .from(sql`unnest(${sql.param([...new Set(digests)].sort())}::uuid[]) as asked (digest)`)
    .crossJoinLateral(conflict);
  const known = new Set(rows.map(({ digest }) => digest));
  const missing = digests.find((digest) => !known.has(digest));
  if (missing !== undefined) throw notFound("conflict", missing);
  return rows;
}
