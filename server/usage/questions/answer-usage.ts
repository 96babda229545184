import { listClouds } from "../../clouds/queries";
import type { Context } from "../../context";
import { DomainError } from "../../errors";
import { csvResponse } from "../../http/csv";
import { parseInput } from "../../parse-input";
import { onPremises } from "../rules";
import { otherGroups, recordAddress, usageQuestion } from "./input";
import { type AskedByKey, inKeysScope } from "./keys-scope";
import { listUsageRecords, recordColumns } from "./list-usage-records";
import { distinctUse } from "./present-use";
import { meterBySlug, namedGroups } from "./scope";
import { previousSeries, type Series, usageSeries } from "./series";

/** Values of a dimension that an answer names. */
const namedInAnswer = 100;

/** `GET /api/v1/usage`: use over time, for a program's key (`usage:read`). Clouds are named by slug. */
export async function answerUsage(url: URL, asked: AskedByKey): Promise<Record<string, unknown>> {
  const question = parseInput(usageQuestion, Object.fromEntries(url.searchParams));
  return inKeysScope(asked, question.customer, async (ctx, customerId) => {
    const clouds = await cloudNames(ctx);
    const cloudId = question.cloud === undefined ? undefined : clouds.idOf(question.cloud);
    const { meter, from, to, grain, groupBy, machine, service, vendor, dimension } = question;
    const place = { customerId, cloudId, machineId: machine, serviceId: service, vendorId: vendor, dimension };
    const scope = { ...place, meter, from, to, groupBy };
    const asked = { ...scope, grain, named: await namedGroups(ctx, scope, namedInAnswer) };
    const series = await usageSeries(ctx, asked);
    const shown = (one: Series) => plain(groupBy === "cloud" ? withSlugs(one, clouds.slugOf) : one);
    const before = question.previous ? shown(await previousSeries(ctx, asked)) : null;
    const { kind } = await meterBySlug(ctx, meter);
    const whole = kind === "unique" ? await distinctUse(ctx, asked) : null;
    const shownAs = groupBy === "cloud" ? clouds.slugOf : (id: string) => id;
    return {
      ...{ ...shown(series), grain, groupBy, from, to },
      ...(before ? { previous: before.points } : {}),
      ...(whole && { whole: { total: whole.total, ...apart(renamed(whole.values, shownAs)) } }),
    };
  });
}

/** `GET /api/v1/usage-records`: records with their fates, a page at a time, or all as CSV (`format=csv`). */
export async function answerUsageRecords(url: URL, asked: AskedByKey): Promise<Response | Record<string, unknown>> {
  const { format, ...filters } = Object.fromEntries(url.searchParams);
  if (format !== undefined && format !== "csv" && format !== "json")
    throw new DomainError("invalid_input", "format must be json or csv.");
  const { after, ...filter } = parseInput(recordAddress, filters);
  const page = (cursor: string | null | undefined, limit = filter.limit) =>
    inKeysScope(asked, filter.customer, async (ctx, customerId) => {
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

/** Without the part of overflow machines by group, which only the charts show, and with what is not named apart. */
function plain(series: Series) {
  return {
    ...series,
    groups: series.groups.filter((group) => group !== otherGroups),
    points: series.points.map(({ carried: _carried, values, ...point }) => ({ ...point, ...apart(values) })),
  };
}

/** The use of the groups that are named, and of all others together. */
function apart({ [otherGroups]: others, ...values }: Record<string, string>) {
  return { values, ...(others !== undefined && { others }) };
}

function withSlugs(series: Series, slugOf: (id: string) => string): Series {
  return {
    ...series,
    groups: series.groups.map(slugOf),
    points: series.points.map((point) => ({
      ...point,
      values: renamed(point.values, slugOf),
    })),
  };
}

const renamed = (values: Record<string, string>, nameOf: (id: string) => string) =>
  Object.fromEntries(Object.entries(values).map(([id, value]) => [nameOf(id), value]));
