import { type SQL, sql } from "drizzle-orm";
import type { TouchedUse } from "../../billing/mark-standings-dirty";
import type { Context } from "../../context";
import { tickOf } from "../ticks";
import type { BilledBy, ReadRow, RowFigures } from "./focus-row";

/** A usable row of a file, by its place in the export. */
export type StagedRow = {
  number: number;
  content: Record<string, string | null>;
  read: Extract<ReadRow, { meter: string }>;
  /** Its use, as `usage_import_uses` has it. */
  use: string;
};

/** A row of the file that no stored row stands for. `occurrence` counts rows of one identity. */
export type NewRow = {
  number: number;
  content: Record<string, string | null>;
  use: string;
  row: string;
  former: string;
  occurrence: number;
  meter: string;
  quantity: string;
  subject: string | null;
  start: Date;
  end: Date;
  account: string;
  period: Date;
  /** Whether stored rows of its use are known: then this one is their change, else an import before 0.3 may have it. */
  tracked: boolean;
  figures: RowFigures;
};

/** A stored row that the file does not have any more; `number` is that of the row in its place, if there is one. */
export type GoneRow = { digest: string; endedAt: Date; number: number | null };

/** Makes room for the rows of an export, until the transaction ends. */
export async function makeStage({ tx }: Context): Promise<void> {
  await tx.execute(sql`
    create temporary table staged_rows (
      number integer, content jsonb, use uuid, row text, former text, meter text, quantity numeric, subject text,
      starts timestamptz, ends timestamptz, account text, period timestamptz,
      billed_cost numeric, unit text, consumed numeric, is_new boolean not null default false) on commit drop`);
  await tx.execute(sql`
    create temporary table staged_periods (account text, period timestamptz, primary key (account, period)) on commit drop`);
}

/** Stages billing accounts and periods that an export names, also those of rows that report no use. */
export async function stagePeriods({ tx }: Context, periods: readonly BilledBy[]): Promise<void> {
  if (periods.length === 0) return;
  const texts = (pick: (billed: BilledBy) => string) => sql`${sql.param(periods.map(pick))}::text[]`;
  await tx.execute(sql`
    insert into staged_periods
    select distinct u.account, u.period::timestamptz
      from unnest(${texts((b) => b.account)}, ${texts((b) => b.period.toISOString())}) as u (account, period)
    on conflict do nothing`);
}

export async function stageRows({ tx }: Context, rows: readonly StagedRow[]): Promise<void> {
  if (rows.length === 0) return;
  const texts = (pick: (row: StagedRow) => string | null) => sql`${sql.param(rows.map(pick))}::text[]`;
  await tx.execute(sql`
    insert into staged_rows
    select u.number::integer, u.content::jsonb, u.use::uuid, u.row, u.former, u.meter, u.quantity::numeric, u.subject,
           u.starts::timestamptz, u.ends::timestamptz, u.account, u.period::timestamptz, u.cost::numeric, u.unit, u.consumed::numeric
      from unnest(${texts((r) => String(r.number))}, ${texts((r) => JSON.stringify(r.content))}, ${texts((r) => r.use)},
                  ${texts((r) => r.read.identity.row)}, ${texts((r) => r.read.identity.former())}, ${texts((r) => r.read.meter)},
                  ${texts((r) => r.read.quantity)}, ${texts((r) => r.read.subject)}, ${texts((r) => r.read.start.toISOString())},
                  ${texts((r) => r.read.end.toISOString())}, ${texts((r) => r.read.billed.account)},
                  ${texts((r) => r.read.billed.period.toISOString())}, ${texts((r) => r.read.figures.billedCost)},
                  ${texts((r) => r.read.figures.unit)}, ${texts((r) => r.read.figures.quantity)})
        as u (number, content, use, row, former, meter, quantity, subject, starts, ends, account, period, cost, unit, consumed)`);
}

/**
 * Compares the staged rows with what is stored of their billing accounts and periods: rows of one use, quantity, meter
 * and machine stand for each other one by one. Of each use, what is left on both sides is paired by size.
 * @returns the stored rows that are gone or changed
 */
export async function compareStage(
  { tx }: Context,
  { customerId, cloudId }: { customerId: string; cloudId: string },
): Promise<GoneRow[]> {
  await tx.execute(sql`
    create temporary table stored_rows on commit drop as
    select i.digest, i.ended_at, i.use, i.quantity, i.meter, coalesce(i.subject, '') as subject,
           row_number() over (partition by i.use, i.quantity, i.meter, coalesce(i.subject, '') order by i.digest) as alike
      from usage_import_records i
     where i.customer_id = ${customerId} and i.cloud_id = ${cloudId}
       and (i.billing_account, i.period_start) in (select p.account, p.period from staged_periods p)`);
  // Whichever rule read a row: its occurrence is among rows of its own columns alike.
  await tx.execute(sql`
    create temporary table numbered_rows on commit drop as
    select s.number, s.use, s.quantity, s.meter, coalesce(s.subject, '') as subject,
           row_number() over (partition by s.use, s.quantity, s.meter, coalesce(s.subject, '') order by s.number) as alike,
           row_number() over (partition by s.row order by s.number) as occurrence
      from staged_rows s`);
  await tx.execute(sql`analyze stored_rows`);
  await tx.execute(sql`analyze numbered_rows`);
  await tx.execute(sql`create index on staged_rows (number)`);
  await tx.execute(sql`create index on numbered_rows (number)`);
  const same = sql`n.use = o.use and n.quantity = o.quantity and n.meter = o.meter and n.subject = o.subject and n.alike = o.alike`;
  await tx.execute(sql`
    update staged_rows s set is_new = true from numbered_rows n
     where n.number = s.number and not exists (select from stored_rows o where ${same})`);
  type Row = { digest: string; endedAt: Date | string; number: number | null };
  const rows = await tx.execute<Row>(sql`
    with gone as (
      select o.*, row_number() over (partition by o.use order by o.quantity, o.digest) as place from stored_rows o
       where not exists (select from numbered_rows n where ${same})),
    fresh as (
      select s.number, s.use, row_number() over (partition by s.use order by s.quantity, s.number) as place
        from staged_rows s where s.is_new)
    select g.digest, g.ended_at as "endedAt", f.number from gone g left join fresh f on f.use = g.use and f.place = g.place
     order by g.digest`);
  return rows.map(({ endedAt, ...row }) => ({ ...row, endedAt: new Date(endedAt) }));
}

/** New rows in the order of the file, after a row's number, at most so many. */
export const newRows = (ctx: Context, after: number, most: number): Promise<NewRow[]> =>
  selectNew(ctx, sql`s.number > ${after} order by s.number limit ${most}`);

/** The new rows of these numbers. */
export const newRowsNumbered = (ctx: Context, numbers: readonly number[]): Promise<NewRow[]> =>
  selectNew(ctx, sql`s.number in (select unnest(${sql.param(numbers)}::integer[])) order by s.number`);

async function selectNew({ tx }: Context, which: SQL): Promise<NewRow[]> {
  type Row = Omit<NewRow, "start" | "end" | "period"> & Record<"start" | "end" | "period", Date | string>;
  const rows = await tx.execute<Row>(sql`
    select s.number, s.content, s.use, s.row, s.former, n.occurrence::int as occurrence, s.meter, s.quantity::text as quantity,
           s.subject, s.starts as start, s.ends as "end", s.account, s.period,
           exists (select from stored_rows o where o.use = s.use) as tracked,
           jsonb_build_object('billedCost', s.billed_cost::text, 'unit', s.unit, 'quantity', s.consumed::text) as figures
      from staged_rows s join numbered_rows n on n.number = s.number
     where s.is_new and ${which}`);
  return rows.map(({ start, end, period, ...row }) => ({
    ...row,
    start: new Date(start),
    end: new Date(end),
    period: new Date(period),
  }));
}

/** The ticks that the new rows reach into, by meter and day. */
export async function newUse({ tx }: Context, cloudId: string): Promise<TouchedUse[]> {
  type Row = { meter: string; first: Date | string; last: Date | string };
  const rows = await tx.execute<Row>(sql`
    select s.meter, min(s.starts) as first, max(s.ends) as last from staged_rows s
     where s.is_new group by s.meter, date_trunc('day', s.starts, 'UTC')`);
  return rows.map(({ meter, first, last }) => ({
    ...{ meter, cloudId, first: tickOf(new Date(first)), last: tickOf(new Date(last)) },
  }));
}

/** What the rows come to that the stored ones stand for, by unit. */
export async function unchangedFigures({ tx }: Context): Promise<{ rows: string; figures: RowFigures }[]> {
  const sums = await tx.execute<RowFigures & { rows: string }>(sql`
    select s.unit, count(*)::text as rows, sum(s.billed_cost)::text as "billedCost", sum(s.consumed)::text as quantity
      from staged_rows s where not s.is_new group by s.unit`);
  return sums.map(({ rows, ...figures }) => ({ rows, figures }));
}
