import { inArray, type SQL, sql } from "drizzle-orm";
import {
  adjustments,
  apiKeys,
  bankEntries,
  bankFiles,
  billingEvents,
  charges,
  cloudAccounts,
  clouds,
  creditLimitRequests,
  customers,
  installationLinks,
  invitations,
  licenses,
  machines,
  meters,
  notices,
  overflows,
  payments,
  plans,
  services,
  standings,
  statements,
  subscriptions,
  usageAuthorities,
  usageBatches,
  usageCorrections,
  usageImports,
  users,
} from "@/db/schema";
import type { Context } from "../context";

/** What an id of a log stands for, as people know it; `event` is the number of the billing event it belongs to. */
export type NamedThing = { id: string; name: string; customerId: string | null; event: number | null };

/** Of a kind of id, by its prefix: name, customer and event of those asked for, which `ids` holds. */
const questions: Record<string, (ids: SQL) => SQL> = {
  cust: (ids) => sql`select id, name, id, null::int from ${customers} where id in ${ids}`,
  mach: (ids) =>
    sql`select id, coalesce(hostname, serial, 'a machine without a name'), customer_id, null::int from ${machines} where id in ${ids}`,
  lic: (ids) => sql`
    select l.id, 'License of ' || coalesce(m.hostname, m.serial, 'a machine without a name'), l.customer_id, null::int
      from ${licenses} l join ${machines} m on m.customer_id = l.customer_id and m.id = l.machine_id
     where l.id in ${ids}`,
  link: (ids) => sql`
    select l.id, 'Link for ' || s.name || coalesce(', serial ' || l.serial, ', ' || l.description, ''), l.customer_id, null::int
      from ${installationLinks} l join ${services} s on s.id = l.service_id where l.id in ${ids}`,
  evt: (ids) => sql`select id, 'EV-' || number, customer_id, number from ${billingEvents} where id in ${ids}`,
  ovf: (ids) => sql`
    select o.id, 'Overflow of EV-' || e.number, o.customer_id, e.number from ${overflows} o
      join ${billingEvents} e on e.customer_id = o.customer_id and e.id = o.billing_event_id where o.id in ${ids}`,
  chrg: (ids) => sql`
    select c.id, 'Charge for ' || m.name || coalesce(', EV-' || e.number, ''), c.customer_id, e.number
      from ${charges} c join ${meters} m on m.slug = c.meter
      left join ${billingEvents} e on e.customer_id = c.customer_id and e.id = c.billing_event_id
     where c.id in ${ids}`,
  stnd: (ids) => sql`
    select s.id, 'Limit of ' || m.name, s.customer_id, null::int from ${standings} s join ${meters} m on m.slug = s.meter
     where s.id in ${ids}`,
  subs: (ids) => sql`
    select s.id, p.name, s.customer_id, null::int from ${subscriptions} s join ${plans} p on p.id = s.plan_id
     where s.id in ${ids}`,
  clrq: (ids) =>
    sql`select id, 'Request for a credit limit', customer_id, null::int from ${creditLimitRequests} where id in ${ids}`,
  cacc: (ids) => sql`
    select a.id, 'Account for ' || s.name, a.customer_id, null::int from ${cloudAccounts} a
      join ${services} s on s.id = a.service_id where a.id in ${ids}`,
  user: (ids) => sql`select id, coalesce(name, email), null::text, null::int from ${users} where id in ${ids}`,
  invt: (ids) =>
    sql`select id, 'Invitation of ' || email, customer_id, null::int from ${invitations} where id in ${ids}`,
  key: (ids) =>
    sql`select id, 'API key ' || coalesce(label, 'without a purpose'), customer_id, null::int from ${apiKeys} where id in ${ids}`,
  cld: (ids) => sql`select id, name, null::text, null::int from ${clouds} where id in ${ids}`,
  svc: (ids) => sql`select id, name, null::text, null::int from ${services} where id in ${ids}`,
  plan: (ids) => sql`select id, name, null::text, null::int from ${plans} where id in ${ids}`,
  ntc: (ids) => sql`select id, subject, customer_id, null::int from ${notices} where id in ${ids}`,
  auth: (ids) => sql`
    select a.id, 'Source of ' || m.name, a.customer_id, null::int from ${usageAuthorities} a
      join ${meters} m on m.slug = a.meter where a.id in ${ids}`,
  btch: (ids) => sql`
    select id, records || case records when 1 then ' record' else ' records' end, customer_id, null::int
      from ${usageBatches} where id in ${ids}`,
  corr: (ids) => sql`
    select id, 'Correction of ' || records || case records when 1 then ' record' else ' records' end, customer_id, null::int
      from ${usageCorrections} where id in ${ids}`,
  adjm: (ids) => sql`
    select a.id, 'Adjustment of ' || m.name, a.customer_id, null::int from ${adjustments} a
      join ${meters} m on m.slug = a.meter where a.id in ${ids}`,
  stmt: (ids) =>
    sql`select id, coalesce('Statement ' || number, 'Draft statement'), customer_id, null::int from ${statements} where id in ${ids}`,
  bfil: (ids) => sql`select id, 'Bank file ' || name, null::text, null::int from ${bankFiles} where id in ${ids}`,
  bent: (ids) =>
    sql`select id, 'Bank entry of ' || booked_on, null::text, null::int from ${bankEntries} where id in ${ids}`,
  pay: (ids) => sql`select id, 'Payment ' || reference, customer_id, null::int from ${payments} where id in ${ids}`,
  impt: (ids) => sql`select id, file_name, customer_id, null::int from ${usageImports} where id in ${ids}`,
};

const prefixOf = (id: string) => /^([a-z]{3,4})_[0-9a-z]{26}$/.exec(id)?.[1];

/**
 * The things that these texts name by id, by id. A text that is no id, or of a thing that is gone, has no entry. One
 * statement, by the keys of the tables.
 */
export async function namedThings(ctx: Context, texts: Iterable<string>): Promise<Record<string, NamedThing>> {
  const byKind = new Map<string, Set<string>>();
  for (const text of texts) {
    const kind = prefixOf(text);
    if (kind && questions[kind]) byKind.set(kind, (byKind.get(kind) ?? new Set()).add(text));
  }
  if (byKind.size === 0) return {};
  const parts = [...byKind].flatMap(([kind, ids]) => questions[kind]?.(sql`${[...ids]}`) ?? []);
  const rows = await ctx.tx.execute<NamedThing>(sql`
    select * from (${sql.join(parts, sql` union all `)}) as things (id, name, "customerId", event)`);
  return Object.fromEntries([...rows].map((thing) => [thing.id, thing]));
}

/** Meters by slug, which is what the log names them by. */
export async function namedMeters(ctx: Context, slugs: readonly string[]): Promise<Record<string, NamedThing>> {
  if (slugs.length === 0) return {};
  const found = await ctx.tx
    .select({ slug: meters.slug, name: meters.name })
    .from(meters)
    .where(inArray(meters.slug, [...new Set(slugs)]));
  return Object.fromEntries(found.map(({ slug, name }) => [slug, { id: slug, name, customerId: null, event: null }]));
}
