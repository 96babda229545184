import { and, eq, gt, lte, type SQL, sql } from "drizzle-orm";
import { customers, licenses, machines } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { type Page, pageOf } from "../pagination";
import type { LicenseFilter } from "./input";
import { type LicenseRow, licenseConditions, licenseRows } from "./license-rows";
import { expiringMs } from "./rules";

const sorts = {
  newest: { value: sql`${licenses.id}`, descending: true },
  oldest: { value: sql`${licenses.id}`, descending: false },
  customer: { value: sql`lower(${customers.name})`, descending: false },
  machine: { value: sql`lower(coalesce(${machines.hostname}, ''))`, descending: false },
  state: { value: sql`${licenses.state}`, descending: false },
  expiry: { value: sql`to_char(${licenses.validTo}, 'YYYYMMDDHH24MISS')`, descending: false },
} as const;

/** Rows read at once while those of one verdict are looked for. */
const scanned = 500;

/** A page of licenses with their verdicts; `customerId` null, in the provider's role, is everybody's. */
export function listLicenses(
  ctx: Context,
  customerId: string | null,
  filter: LicenseFilter,
  beyond: (after: SQL | undefined) => void = () => {},
): Promise<Page<LicenseRow>> {
  const { value, descending } = sorts[filter.sort];
  const meant = licenseConditions(customerId, filter);
  const id = sql`${licenses.id}`;
  return pageOf<LicenseRow & { sortValue: string }>({
    cursor: filter.cursor ?? null,
    limit: filter.limit,
    value,
    id,
    descending,
    read: async (after, order, limit) => {
      beyond(after);
      const read = (from: SQL | undefined, most: number) =>
        licenseRows(ctx, { where: and(meant, from), order, limit: most, sortValue: value });
      if (!filter.verdict) return read(after, limit);
      // A verdict is judged, not kept: its rows are found by judging all that the other filters leave, in the page's
      // own order.
      const kept: Awaited<ReturnType<typeof read>> = [];
      for (let from = after; ; ) {
        const batch = await read(from, scanned);
        kept.push(...batch.filter(({ verdict }) => fits(filter.verdict, verdict)));
        const last = batch.at(-1);
        if (!last || batch.length < scanned || kept.length >= limit) return kept.slice(0, limit);
        from = sql`(${value}, ${id}) ${descending ? sql`<` : sql`>`} (${last.sortValue}::text, ${last.id}::text)`;
      }
    },
  });
}

const fits = (asked: LicenseFilter["verdict"], verdict: LicenseRow["verdict"]) =>
  asked === "not_valid" ? !verdict.valid : verdict.code === asked;

/**
 * A page of everybody's licenses for the console, with how many the filter means and which of them the page starts at
 * (1 is the first). Both are null where it asks for a verdict: those are judged as they are read, and not counted.
 */
export async function countedLicenses(
  ctx: Context,
  filter: LicenseFilter,
): Promise<Page<LicenseRow> & { total: number | null; first: number | null }> {
  let after: SQL | undefined;
  const page = await listLicenses(ctx, null, filter, (from) => {
    after = from;
  });
  if (filter.verdict) return { ...page, total: null, first: null };
  const [counted] = await ctx.tx
    .select({
      total: sql<number>`count(*)::int`,
      rest: after ? sql<number>`(count(*) filter (where ${after}))::int` : sql<number>`count(*)::int`,
    })
    .from(licenses)
    .innerJoin(customers, eq(customers.id, licenses.customerId))
    .innerJoin(machines, and(eq(machines.customerId, licenses.customerId), eq(machines.id, licenses.machineId)))
    .where(licenseConditions(null, filter));
  const { total, rest } = counted ?? { total: 0, rest: 0 };
  return { ...page, total, first: total - rest + 1 };
}

/** One license as the list shows it. @throws not_found */
export async function licenseRow(ctx: Context, customerId: string, id: string): Promise<LicenseRow> {
  const where = and(eq(licenses.customerId, customerId), eq(licenses.id, id));
  const [found] = await licenseRows(ctx, { where, order: sql`${licenses.id}`, limit: 1 });
  if (!found) throw notFound("license", id);
  const { sortValue: _, ...row } = found;
  return row;
}

/** How many active licenses expire within 30 days unless a heartbeat renews them. */
export async function countExpiring(ctx: Context): Promise<number> {
  const end = new Date(ctx.now.getTime() + expiringMs);
  const [row] = await ctx.tx
    .select({ n: sql<number>`count(*)::int` })
    .from(licenses)
    .where(and(eq(licenses.state, "active"), gt(licenses.validTo, ctx.now), lte(licenses.validTo, end)));
  return row?.n ?? 0;
}
