import { and, asc, desc, eq, getTableColumns, lte, type SQL } from "drizzle-orm";
import { clouds, customers, meters, usageAuthorities } from "@/db/schema";
import type { Context } from "../../context";
import { notFound } from "../../errors";
import { type Page, pageOf, type Sort } from "../../pagination";
import { usageStore } from "../store/usage-store";
import type { ComparedUse } from "../store/use-over-time";
import { meterBySlug } from "./scope";

/** A decision on whose figures count. */
export type UsageAuthority = typeof usageAuthorities.$inferSelect;

const { reason: _, ...ownColumns } = getTableColumns(usageAuthorities);

/** Whose figures count of a customer's use, per host cloud and meter, as the customer may see it; the newest last. */
export function listAuthorities(ctx: Context, { customerId }: { customerId: string }) {
  return ctx.tx
    .select(ownColumns)
    .from(usageAuthorities)
    .where(eq(usageAuthorities.customerId, customerId))
    .orderBy(asc(usageAuthorities.cloudId), asc(usageAuthorities.meter), asc(usageAuthorities.validFrom));
}

const byCloudAndMeter: Sort = {
  name: "cloud",
  keys: [
    { by: usageAuthorities.cloudId, as: "text" },
    { by: usageAuthorities.meter, as: "text" },
    { by: usageAuthorities.validFrom, as: "timestamptz" },
    { by: usageAuthorities.id, as: "text" },
  ],
  descending: false,
};

/** A page of all decisions, in that order. @throws invalid_input for a cursor that no page gave */
export const authorityPage = (
  ctx: Context,
  { customerId, ...page }: { customerId: string | undefined; cursor: string | null | undefined; limit: number },
) =>
  pageOf({
    ...page,
    sort: byCloudAndMeter,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...getTableColumns(usageAuthorities), place })
        .from(usageAuthorities)
        .where(and(matching(usageAuthorities.customerId, customerId), after))
        .orderBy(order)
        .limit(limit),
  });

/** One decision on whose figures count; the customer's role finds its own alone. @throws not_found */
export async function authorityById(ctx: Context, id: string): Promise<UsageAuthority> {
  const [row] = await ctx.tx.select().from(usageAuthorities).where(eq(usageAuthorities.id, id));
  if (!row) throw notFound("authority", id);
  return row;
}

/** Whose figures count now of a customer's meter in a cloud, with the names of these. */
export type CurrentAuthority = UsageAuthority & {
  customerName: string;
  /** null on-premises. */
  cloudName: string | null;
  meterName: string;
};

type AuthorityQuery = {
  customerId?: string | undefined;
  meter?: string | undefined;
  cloud?: string | undefined;
  cursor?: string | null | undefined;
  limit: number;
};

/**
 * A page of whose figures count now, by customer, cloud and meter: the newest decision that is valid, or the last
 * planned one where none is yet.
 * @throws invalid_input for a cursor that no page gave
 */
export function currentAuthorities(ctx: Context, query: AuthorityQuery): Promise<Page<CurrentAuthority>> {
  const { customerId, meter, cloudId, validFrom } = usageAuthorities;
  const current = ctx.tx
    .selectDistinctOn([customerId, cloudId, meter])
    .from(usageAuthorities)
    .where(and(matching(customerId, query.customerId), matching(meter, query.meter), matching(cloudId, query.cloud)))
    .orderBy(customerId, cloudId, meter, desc(lte(validFrom, ctx.now)), desc(validFrom))
    .as("current");
  const byCustomer: Sort = {
    name: "customer",
    keys: [
      { by: customers.name, as: "text" },
      { by: current.customerId, as: "text" },
      { by: current.cloudId, as: "text" },
      { by: current.meter, as: "text" },
    ],
    descending: false,
  };
  const names = { customerName: customers.name, cloudName: clouds.name, meterName: meters.name };
  return pageOf({
    cursor: query.cursor,
    limit: query.limit,
    sort: byCustomer,
    read: ({ after, order, limit, place }) =>
      ctx.tx
        .select({ ...current._.selectedFields, ...names, place })
        .from(current)
        .innerJoin(customers, eq(customers.id, current.customerId))
        .innerJoin(meters, eq(meters.slug, current.meter))
        .leftJoin(clouds, eq(clouds.id, current.cloudId))
        .where(after)
        .orderBy(order)
        .limit(limit),
  });
}

type Pair = { customerId: string; cloudId: string; meter: string };

/** All decisions on one meter in one cloud of a customer, newest first. @throws not_found */
export async function authorityHistory(ctx: Context, id: string) {
  const { customerId, cloudId, meter } = await authorityById(ctx, id);
  const decisions = await ctx.tx
    .select()
    .from(usageAuthorities)
    .where(
      and(
        eq(usageAuthorities.customerId, customerId),
        eq(usageAuthorities.cloudId, cloudId),
        eq(usageAuthorities.meter, meter),
      ),
    )
    .orderBy(desc(usageAuthorities.validFrom));
  const { rows } = await currentAuthorities(ctx, { customerId, cloud: cloudId, meter, limit: 1 });
  const [current] = rows;
  if (!current) throw notFound("authority", id);
  return { current, decisions };
}

/**
 * What each kind of source reported of one meter in one cloud, day by day, whether it counts or not.
 * @throws not_found for an unknown meter
 */
export async function comparedSources(
  ctx: Context,
  asked: Pair & { from: Date; to: Date; zone: string },
): Promise<ComparedUse[]> {
  const { kind, dimensions } = await meterBySlug(ctx, asked.meter);
  return usageStore.compared(ctx, { ...asked, kind, dimensions });
}

function matching(column: Parameters<typeof eq>[0], value: string | undefined): SQL | undefined {
  return value === undefined ? undefined : eq(column, value);
}
