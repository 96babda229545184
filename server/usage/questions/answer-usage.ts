import { listClouds } from "../../clouds/queries";
import type { Actor } from "../../context";
import { type Context, inCustomer, inProvider, type Request } from "../../context";
import { DomainError } from "../../errors";
import { csvResponse } from "../../http/csv";
import { authorize } from "../../identity/permissions";
import { parseInput } from "../../parse-input";
import { recordAddress, usageQuestion } from "../input";
import { onPremises } from "../rules";
import { listUsageRecords, recordColumns } from "./list-usage-records";
import { customerIdOf } from "./queries";
import { previousSeries, type Series, usageSeries } from "./series";

type Key = Extract<Actor, { kind: "key" }>;
type Asked = { actor: Key; now: Date; requestId: string };

/** `GET /api/v1/usage`: use over time, for a program's key (`usage:read`). Clouds are named by slug. */
export async function answerUsage(url: URL, asked: Asked): Promise<Record<string, unknown>> {
  const question = parseInput(usageQuestion, Object.fromEntries(url.searchParams));
  return scoped(asked, question.customer, async (ctx, customerId) => {
    const clouds = await cloudNames(ctx);
    const cloudId = question.cloud === undefined ? undefined : clouds.idOf(question.cloud);
    const { meter, from, to, grain, groupBy, machine, service, vendor } = question;
    const scope = { meter, from, to, customerId, cloudId, machineId: machine, serviceId: service, vendorId: vendor };
    const asked = { ...scope, grain, groupBy };
    const series = await usageSeries(ctx, asked);
    const shown = (one: Series) => plain(groupBy === "cloud" ? withSlugs(one, clouds.slugOf) : one);
    const before = question.previous ? shown(await previousSeries(ctx, asked)) : null;
    return { ...shown(series), grain, groupBy, from, to, ...(before ? { previous: before.points } : {}) };
  });
}

/** `GET /api/v1/usage-records`: records with their fates, a page at a time, or all as CSV (`format=csv`). */
export async function answerUsageRecords(url: URL, asked: Asked): Promise<Response | Record<string, unknown>> {
  const { format, ...filters } = Object.fromEntries(url.searchParams);
  if (format !== undefined && format !== "csv" && format !== "json")
    throw new DomainError("invalid_input", "format must be json or csv.");
  const { after, ...filter } = parseInput(recordAddress, filters);
  const page = (cursor: string | null | undefined, limit = filter.limit) =>
    scoped(asked, filter.customer, async (ctx, customerId) => {
      const clouds = await cloudNames(ctx);
      const cloudId = filter.cloud === undefined ? undefined : clouds.idOf(filter.cloud);
      const found = await listUsageRecords(ctx, { customerId, cloudId, filter: { ...filter, cursor, limit } });
      return {
        ...found,
        rows: found.rows.map((record) => ({ ...record, cloudId: clouds.slugOf(record.cloudId) })),
      };
    });
  if (format === "csv") return csvResponse("usage-records", asked.now, recordColumns, (cursor) => page(cursor, 1000));
  const { rows, nextCursor } = await page(after);
  return {
    records: rows.map(({ digest: record, cloudId, ...row }) => ({ record, ...row, cloud: cloudId })),
    next: nextCursor,
  };
}

/** A customer's key sees its own customer alone, in the customer's role; a provider's key all, or the one it names. */
async function scoped<T>(
  { actor, now, requestId }: Asked,
  customer: string | undefined,
  work: (ctx: Context, customerId: string | undefined) => Promise<T>,
): Promise<T> {
  const request: Request = { actor, now, requestId, lists: true };
  const own = actor.customerId;
  authorize(actor, "usage.read", own ?? undefined);
  if (own === null)
    return inProvider(request, async (ctx) =>
      work(ctx, customer === undefined ? undefined : await customerIdOf(ctx, customer)),
    );
  return inCustomer(request, own, async (ctx) => {
    if (customer !== undefined && (await customerIdOf(ctx, customer)) !== own)
      throw new DomainError("not_found", "There is no such customer, or it is not yours to see.");
    return work(ctx, own);
  });
}

async function cloudNames(ctx: Context) {
  const clouds = await listClouds(ctx);
  return {
    idOf: (name: string): string => {
      const found = clouds.find(({ id, slug }) => id === name || slug === name)?.id;
      if (!found && name !== onPremises) throw new DomainError("not_found", `There is no host cloud ${name}.`);
      return found ?? onPremises;
    },
    slugOf: (id: string): string => clouds.find((cloud) => cloud.id === id)?.slug ?? id,
  };
}

/** Without the part of overflow machines by group, which only the charts show. */
function plain(series: Series): Series {
  return { ...series, points: series.points.map(({ carried: _carried, ...point }) => point) };
}

function withSlugs(series: Series, slugOf: (id: string) => string): Series {
  return {
    ...series,
    groups: series.groups.map(slugOf),
    points: series.points.map((point) => ({
      ...point,
      values: Object.fromEntries(Object.entries(point.values).map(([id, value]) => [slugOf(id), value])),
    })),
  };
}
