import { and, eq, gt, inArray, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import { customers, licenses, machines } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import type { LicenseFilter } from "../licensing/input";
import { expiringMs, type VerdictCode } from "../licensing/rules";
import { afterCursor, countUpTo, type Page, pageOf, type Sort, type SortKey } from "../pagination";
import { idsThatHold, keysThatHold } from "../search-entries";
import { onPremises } from "../usage/rules";
import { accountState, type LicenseRow, licenseRows } from "./license-rows";

const id: SortKey = { by: licenses.id, as: "text" };
const hostname = sql`lower(coalesce(${machines.hostname}, ''))`;
/** Each order has its index (db/schema/licensing.ts, collection.ts, configuration.ts). */
const sorts: Record<LicenseFilter["sort"], Sort> = {
  newest: { name: "newest", keys: [id], descending: true },
  oldest: { name: "oldest", keys: [id], descending: false },
  customer: { name: "customer", keys: [{ by: sql`lower(${customers.name})`, as: "text" }, id], descending: false },
  machine: { name: "machine", keys: [{ by: hostname, as: "text" }, id], descending: false },
  state: { name: "state", keys: [{ by: licenses.state, as: "text" }, id], descending: false },
  expiry: { name: "expiry", keys: [{ by: licenses.validTo, as: "timestamptz" }, id], descending: false },
};

/**
 * A page of licenses with their verdicts; `customerId` null, in the provider's role, is everybody's. A verdict is
 * judged, not stored: licenses of one verdict are found by judging what the other filters leave, in the page's order.
 */
export async function licensesOf(
  ctx: Context,
  customerId: string | null,
  filter: LicenseFilter,
): Promise<Page<LicenseRow>> {
  const where = and(await licenseConditions(ctx, customerId, filter), mayHave(ctx, filter.verdict));
  const asked = filter.verdict;
  return pageOf<LicenseRow & { place: string[] }>({
    cursor: filter.cursor,
    limit: filter.limit,
    sort: sorts[filter.sort],
    read: ({ after, ...query }) => licenseRows(ctx, { ...query, where: and(where, after) }),
    ...(asked && {
      keep: ({ verdict }) => (asked === "not_valid" ? !verdict.valid : verdict.code === asked),
    }),
  });
}

/** Licenses that a filter means, but for its verdict. */
async function licenseConditions(
  ctx: Context,
  customerId: string | null,
  filter: LicenseFilter,
): Promise<SQL | undefined> {
  const search = filter.search?.trim();
  return and(
    customerId === null ? undefined : eq(licenses.customerId, customerId),
    filter.ids ? inArray(licenses.id, filter.ids) : undefined,
    filter.states?.length ? inArray(licenses.state, filter.states) : undefined,
    filter.serviceId ? eq(licenses.serviceId, filter.serviceId) : undefined,
    filter.kind ? eq(licenses.kind, filter.kind) : undefined,
    filter.cloudId === onPremises ? isNull(machines.cloudId) : undefined,
    filter.cloudId && filter.cloudId !== onPremises ? eq(machines.cloudId, filter.cloudId) : undefined,
    search ? await licensesThatHold(ctx, search, { customers: customerId === null }) : undefined,
  );
}

/** Of what was searched, so many licenses are named one by one. */
const mostNamed = 1000;

/**
 * Licenses by their id, or by their machine; for staff by their customer as well. Few are found first and named; of
 * many, the page's order finds some soon. The planner estimates both alike.
 */
async function licensesThatHold(ctx: Context, search: string, among: { customers: boolean }): Promise<SQL> {
  const held = (where: SQL) => sql`(select held.id from ${licenses} held where ${where})`;
  const found = [
    held(sql`held.id = ${search}`),
    held(sql`(held.customer_id, held.machine_id) in ${keysThatHold("machine", search)}`),
    ...(among.customers ? [held(sql`held.customer_id in ${idsThatHold("customer", search)}`)] : []),
  ];
  const all = sql.join(found, sql` union all `);
  const named = await ctx.tx.execute<{ id: string }>(sql`select id from (${all}) as found limit ${mostNamed + 1}`);
  if (named.length > mostNamed) return sql`${licenses.id} in (${all})`;
  return sql`${licenses.id} = any (${sql.param(named.map(({ id }) => id))}::text[])`;
}

/** What a license needs to have the verdict at all: narrows what is judged. Guards before a code exclude the others. */
function mayHave(ctx: Context, verdict: LicenseFilter["verdict"]): SQL | undefined {
  if (verdict === undefined || verdict === "not_valid") return undefined;
  const running = eq(licenses.state, "active");
  const needs: Partial<Record<VerdictCode, SQL | undefined>> = {
    CUSTOMER_CLOSED: eq(customers.state, "closed"),
    CUSTOMER_SUSPENDED: eq(customers.state, "suspended"),
    ACCOUNT_CLOSED: sql`${accountState} = 'closed'`,
    ACCOUNT_SUSPENDED: sql`${accountState} = 'suspended'`,
    REVOKED: eq(licenses.state, "revoked"),
    RELEASED: eq(licenses.state, "released"),
    SUSPENDED: eq(licenses.state, "suspended"),
    EXPIRED: or(eq(licenses.state, "expired"), lte(licenses.validTo, ctx.now)),
    NOT_YET_VALID: gt(licenses.validFrom, ctx.now),
    PENDING: eq(licenses.state, "pending"),
    MACHINE_RETIRED: and(running, eq(machines.state, "retired")),
    QUARANTINED: and(running, eq(machines.state, "quarantined")),
    NO_DOCUMENT: and(running, eq(licenses.seq, 0)),
    HEARTBEAT_DEAD: and(running, eq(machines.state, "silent")),
  };
  return needs[verdict] ?? running;
}

/** A list is counted up to this many rows; where each row's machine decides, up to the second number. */
const mostCounted = { alone: 10_000, byMachine: 1000 };

/**
 * A page of everybody's licenses for the console, with how many the filter means and which of them the page starts at
 * (1 is the first). Both are null for more than 10,000 (of a cloud's licenses 1,000), and where the filter asks for a
 * verdict: those are judged as they are read, and not counted.
 */
export async function countedLicenses(
  ctx: Context,
  filter: LicenseFilter,
): Promise<Page<LicenseRow> & { total: number | null; first: number | null }> {
  const page = await licensesOf(ctx, null, filter);
  if (filter.verdict) return { ...page, total: null, first: null };
  const where = await licenseConditions(ctx, null, filter);
  const most = filter.cloudId ? mostCounted.byMachine : mostCounted.alone;
  const total = await countUpTo(ctx, most, counted(ctx, filter, where));
  const after = afterCursor(sorts[filter.sort], filter.cursor);
  const rest = after ? await countUpTo(ctx, most, counted(ctx, filter, and(where, after))) : total;
  if (total.more || rest.more) return { ...page, total: null, first: null };
  return { ...page, total: total.n, first: total.n - rest.n + 1 };
}

/** What is counted: in the order of an index, so that the count ends at its limit. Only what is asked is joined. */
function counted(ctx: Context, filter: LicenseFilter, where: SQL | undefined) {
  const query = ctx.tx.select({ id: licenses.id }).from(licenses).$dynamic();
  const joins = { customer: filter.sort === "customer", machine: filter.sort === "machine" || filter.cloudId };
  if (joins.customer) query.innerJoin(customers, eq(customers.id, licenses.customerId));
  if (joins.machine) query.innerJoin(machines, eq(machines.id, licenses.machineId));
  return query.where(where).orderBy(filter.cloudId ? machines.id : licenses.id);
}

/** One license as the list shows it. @throws not_found */
export async function licenseRow(ctx: Context, customerId: string, licenseId: string): Promise<LicenseRow> {
  const where = and(eq(licenses.customerId, customerId), eq(licenses.id, licenseId));
  const place = sql<string[]>`array[]::text[]`;
  const [found] = await licenseRows(ctx, { where, order: sql`${licenses.id}`, limit: 1, place });
  if (!found) throw notFound("license", licenseId);
  const { place: _, ...row } = found;
  return row;
}

/** How many active licenses end within 30 days unless their machines send a heartbeat. */
export async function countExpiring(ctx: Context): Promise<number> {
  const end = new Date(ctx.now.getTime() + expiringMs);
  const [row] = await ctx.tx
    .select({ n: sql<number>`count(*)::int` })
    .from(licenses)
    .where(and(eq(licenses.state, "active"), gt(licenses.validTo, ctx.now), lte(licenses.validTo, end)));
  return row?.n ?? 0;
}
