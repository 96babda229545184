import { and, count, eq, gt, gte, isNotNull, isNull, lt, lte, type SQL, sql } from "drizzle-orm";
import { customers, installationLinks, services } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { type Page, type PageQuery, pageOf, type Sort, type SortKey } from "../pagination";
import { idsThatHold } from "../search-entries";
import type { LinkFilter } from "../setup/input";
import type { Link } from "../setup/queries";
import { linkState } from "../setup/rules";
import type { LinkState } from "../setup/states";

/** A link without its secrets, with the names that people read. */
export type LinkRow = Omit<Link, "keyId" | "tokenHash" | "urlSecretHash"> & {
  state: LinkState;
  customerName: string;
  serviceName: string;
};

const id: SortKey = { by: installationLinks.id, as: "text" };
/** Each order has its index (db/schema/setup.ts). */
const sorts: Record<LinkFilter["sort"], Sort> = {
  newest: { name: "newest", keys: [id], descending: true },
  oldest: { name: "oldest", keys: [id], descending: false },
  expiry: { name: "expiry", keys: [{ by: installationLinks.expiresAt, as: "timestamptz" }, id], descending: false },
};

/** A page of links without their secrets; `customerId` null, in the provider's role, is everybody's. */
export function linksOf(ctx: Context, customerId: string | null, filter: LinkFilter): Promise<Page<LinkRow>> {
  const search = filter.search?.trim();
  const where = and(
    customerId === null ? undefined : eq(installationLinks.customerId, customerId),
    filter.state === "open" ? isOpen(ctx.now) : undefined,
    filter.state ? stateIs(filter.state, ctx.now) : undefined,
    filter.serviceId ? eq(installationLinks.serviceId, filter.serviceId) : undefined,
    filter.kind ? eq(installationLinks.kind, filter.kind) : undefined,
    search ? linksThatHold(search, { customers: customerId === null }) : undefined,
  );
  return pageOf({
    cursor: filter.cursor,
    limit: filter.limit,
    sort: sorts[filter.sort],
    read: ({ after, ...query }) => rowsOf(ctx, { ...query, where: and(where, after) }),
  });
}

/** One link without its secrets; the customer's role finds its own alone. @throws not_found */
export async function linkRow(ctx: Context, linkId: string): Promise<LinkRow> {
  const where = eq(installationLinks.id, linkId);
  const [found] = await rowsOf(ctx, {
    where,
    order: sql`${installationLinks.id}`,
    limit: 1,
    place: sql`array[]::text[]`,
  });
  if (!found) throw notFound("installation link", linkId);
  const { place: _, ...row } = found;
  return row;
}

async function rowsOf(
  ctx: Context,
  { where, order, limit, place }: Omit<PageQuery, "after"> & { where: SQL | undefined },
): Promise<(LinkRow & { place: string[] })[]> {
  const found = await ctx.tx
    .select({ link: installationLinks, customerName: customers.name, serviceName: services.name, place })
    .from(installationLinks)
    .innerJoin(customers, eq(customers.id, installationLinks.customerId))
    .innerJoin(services, eq(services.id, installationLinks.serviceId))
    .where(where)
    .orderBy(order)
    .limit(limit);
  return found.map(({ link, ...more }) => {
    const { keyId: _, tokenHash: __, urlSecretHash: ___, ...shown } = link;
    return { ...shown, ...more, state: linkState(link, ctx.now) };
  });
}

/** The state that `linkState` judges, as a condition that indexes answer. */
function stateIs(state: LinkState, now: Date): SQL | undefined {
  const { revokedAt, expiresAt, uses, usesMax } = installationLinks;
  const conditions: Record<LinkState, SQL | undefined> = {
    revoked: isNotNull(revokedAt),
    expired: and(isNull(revokedAt), lte(expiresAt, now)),
    spent: and(isNull(revokedAt), gt(expiresAt, now), gte(uses, usesMax)),
    open: and(isNull(revokedAt), gt(expiresAt, now), lt(uses, usesMax)),
  };
  return conditions[state];
}

/** Few of many links are open: their index finds them all, where the planner would look through the newest. */
const isOpen = (now: Date): SQL =>
  sql`${installationLinks.id} = any (array(select ${installationLinks.id} from ${installationLinks}
    where ${stateIs("open", now)}))`;

/** Links by id, description or serial; for staff those of customers by name or identifier as well. */
function linksThatHold(search: string, among: { customers: boolean }): SQL {
  const link = idsThatHold("link", search);
  if (!among.customers) return sql`${installationLinks.id} in ${link}`;
  return sql`${installationLinks.id} in (${link} union all
    (select owned.id from ${installationLinks} owned where owned.customer_id in ${idsThatHold("customer", search)}))`;
}

const dayMs = 86_400_000;

/** Whether there are installation links, how many are open, and how many of those end within a day. */
export async function linkCounts(ctx: Context): Promise<{ any: boolean; open: number; soon: number }> {
  const counted = async (where: SQL | undefined) => {
    const [row] = await ctx.tx.select({ n: count() }).from(installationLinks).where(where);
    return row?.n ?? 0;
  };
  const open = stateIs("open", ctx.now);
  const tomorrow = new Date(ctx.now.getTime() + dayMs);
  return {
    any:
      (await ctx.tx.select({ id: installationLinks.id }).from(installationLinks).orderBy(installationLinks.id).limit(1))
        .length > 0,
    open: await counted(open),
    soon: await counted(and(open, lt(installationLinks.expiresAt, tomorrow))),
  };
}
