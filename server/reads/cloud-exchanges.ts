import { and, desc, eq, ilike, isNotNull, isNull, lt, or } from "drizzle-orm";
import { cloudExchanges, clouds, customers } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";

export type ExchangeFilter = { cloud?: string; outcome?: "answered" | "failed"; subject?: string; q?: string };

/**
 * What left for host clouds and came back, newest first, paged by id (ids rise with time). Without the bodies, which
 * may be long: see exchangeById.
 */
export async function listExchanges(ctx: Context, input: ExchangeFilter & { after?: string; limit: number }) {
  const rows = await ctx.tx
    .select({
      id: cloudExchanges.id,
      method: cloudExchanges.method,
      path: cloudExchanges.path,
      status: cloudExchanges.status,
      error: cloudExchanges.error,
      subjectKind: cloudExchanges.subjectKind,
      subjectId: cloudExchanges.subjectId,
      startedAt: cloudExchanges.startedAt,
      tookMs: cloudExchanges.tookMs,
      cloudName: clouds.name,
      colorIndex: clouds.colorIndex,
      customerId: customers.id,
      customerName: customers.name,
    })
    .from(cloudExchanges)
    .innerJoin(clouds, eq(clouds.id, cloudExchanges.cloudId))
    .leftJoin(customers, eq(customers.id, cloudExchanges.customerId))
    .where(
      and(
        input.cloud ? eq(clouds.slug, input.cloud) : undefined,
        input.outcome === "failed" ? isNotNull(cloudExchanges.error) : undefined,
        input.outcome === "answered" ? isNull(cloudExchanges.error) : undefined,
        input.subject ? eq(cloudExchanges.subjectId, input.subject) : undefined,
        input.q ? or(ilike(cloudExchanges.path, contains(input.q)), eq(cloudExchanges.subjectId, input.q)) : undefined,
        input.after ? lt(cloudExchanges.id, input.after) : undefined,
      ),
    )
    .orderBy(desc(cloudExchanges.id))
    .limit(input.limit + 1);
  const page = rows.slice(0, input.limit);
  return { rows: page, next: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null };
}

/** One exchange with what was sent and what came back. @throws DomainError not_found */
export async function exchangeById(ctx: Context, id: string) {
  const [row] = await ctx.tx
    .select({ exchange: cloudExchanges, cloudName: clouds.name, customerName: customers.name })
    .from(cloudExchanges)
    .innerJoin(clouds, eq(clouds.id, cloudExchanges.cloudId))
    .leftJoin(customers, eq(customers.id, cloudExchanges.customerId))
    .where(eq(cloudExchanges.id, id));
  if (!row) throw notFound("exchange", id);
  const request = withoutUserData(row.exchange.request);
  return { ...row.exchange, request, cloudName: row.cloudName, customerName: row.customerName };
}

/** User data holds a machine's join code: it is not shown. */
function withoutUserData(request: unknown): unknown {
  if (!request || typeof request !== "object" || !("userData" in request)) return request;
  return { ...request, userData: `(${String(request.userData).length} characters, not shown: they hold a join code)` };
}

const contains = (text: string) => `%${text.replace(/[\\%_]/g, "\\$&")}%`;
