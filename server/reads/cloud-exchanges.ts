import { and, eq, isNotNull, isNull, or } from "drizzle-orm";
import { cloudExchanges, clouds, customers } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { pageOf, type Sort } from "../pagination";
import { holds } from "../search-entries";
import type { ExchangeQuery } from "./input";
import { namedThings } from "./named-things";

const newest: Sort = { name: "newest", keys: [{ by: cloudExchanges.id, as: "text" }], descending: true };

/**
 * A page of what was sent to host clouds and answered, newest first, with the names of what each was about; without the
 * bodies: see exchangeById.
 */
export async function listExchanges(ctx: Context, filter: ExchangeQuery) {
  const { cloud, outcome, subject, q } = filter;
  const where = and(
    cloud ? eq(clouds.slug, cloud) : undefined,
    outcome === "failed" ? isNotNull(cloudExchanges.error) : undefined,
    outcome === "answered" ? isNull(cloudExchanges.error) : undefined,
    subject ? eq(cloudExchanges.subjectId, subject) : undefined,
    q ? or(holds(cloudExchanges.path, q), eq(cloudExchanges.subjectId, q)) : undefined,
  );
  const page = await pageOf({
    cursor: filter.cursor,
    limit: filter.limit,
    sort: newest,
    read: ({ after, order, limit, place }) =>
      ctx.tx
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
          place,
        })
        .from(cloudExchanges)
        .innerJoin(clouds, eq(clouds.id, cloudExchanges.cloudId))
        .leftJoin(customers, eq(customers.id, cloudExchanges.customerId))
        .where(and(where, after))
        .orderBy(order)
        .limit(limit),
  });
  const about = page.rows.flatMap(({ subjectId }) => subjectId ?? []);
  return { ...page, things: await namedThings(ctx, about) };
}

/** One exchange: what was sent, what came back, and the names of what both name by id. @throws DomainError not_found */
export async function exchangeById(ctx: Context, id: string) {
  const [row] = await ctx.tx
    .select({ exchange: cloudExchanges, cloudName: clouds.name, customerName: customers.name })
    .from(cloudExchanges)
    .innerJoin(clouds, eq(clouds.id, cloudExchanges.cloudId))
    .leftJoin(customers, eq(customers.id, cloudExchanges.customerId))
    .where(eq(cloudExchanges.id, id));
  if (!row) throw notFound("exchange", id);
  const request = withoutUserData(row.exchange.request);
  const things = await namedThings(ctx, [row.exchange.subjectId ?? "", ...textsIn([request, row.exchange.answer])]);
  return { ...row.exchange, request, cloudName: row.cloudName, customerName: row.customerName, things };
}

/** Every text of a body. */
function textsIn(body: unknown): string[] {
  if (typeof body === "string") return [body];
  return body && typeof body === "object" ? Object.values(body).flatMap(textsIn) : [];
}

/** User data holds a machine's join code: it is not shown. */
function withoutUserData(request: unknown): unknown {
  if (!request || typeof request !== "object" || !("userData" in request)) return request;
  return { ...request, userData: `(${String(request.userData).length} characters, not shown: they hold a join code)` };
}
