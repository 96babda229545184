import postgres from "postgres";
import {
  columnsInVolume,
  fewByCustomer,
  growingTables,
  hotTables,
  type SmallTable,
  type VolumeTable,
} from "./volume/columns";

export { growingTables, type VolumeTable };

/** The customer that owns a fifth of all rows; every other one owns a single row of each table. */
export const largeCustomer = "cust_000005";
/** A machine of the large customer with a tenth of all reports, probes, documents and steps. */
const busyMachine = "mach_000010";

/**
 * Fills tables of a test database, in one statement a table, as months of work leave them: most machines active, most
 * notices delivered. The tables that every machine and every event write have 100,000 rows, the others 20,000. The
 * catalogue must be there. Foreign keys and triggers are not run; the figures suit a list, not the engine.
 * @param ownerUrl as makeTestDatabase gives it
 * @param input.at the newest instant; older rows lie a minute apart
 * @param input.rows of each table, in place of those figures
 */
export async function makeVolume(
  ownerUrl: string,
  input: { at: Date; tables?: readonly VolumeTable[]; rows?: number },
): Promise<void> {
  const url = new URL(process.env.SPILLWAY_TEST_SUPERUSER_URL ?? "");
  url.pathname = new URL(ownerUrl).pathname;
  const sql = postgres(url.href, {
    max: 3,
    onnotice: () => {},
    // The role of a replica runs no constraints between tables and no triggers.
    connection: { TimeZone: "UTC", session_replication_role: "replica", synchronous_commit: "off" },
  });
  try {
    await fill(sql, "clouds", input.at, 3);
    await fill(sql, "staff_members", input.at, 3);
    await sql`update plans set seats = 10000`;
    const tables = input.tables ?? growingTables;
    const rowsOf = (table: VolumeTable) => input.rows ?? (hotTables.has(table) ? 100_000 : 20_000);
    await Promise.all(tables.map((table) => fill(sql, table, input.at, rowsOf(table))));
    await enterForSearch(sql);
    // What autovacuum does sooner or later; once nothing is being filled, so that indexes alone may answer.
    for (const table of [...tables, "search_entries"]) await sql.unsafe(`vacuum analyze ${table}`);
  } finally {
    await sql.end();
  }
}

async function fill(sql: postgres.Sql, table: VolumeTable | SmallTable, at: Date, rows: number): Promise<void> {
  const columns = await sql<{ name: string; type: string; required: boolean }[]>`
    select a.attname as name, format_type(a.atttypid, null) as type,
           a.attnotnull and not a.atthasdef as required
      from pg_attribute a
     where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped and a.attidentity = ''
       and a.attgenerated = ''`;
  const given = columnsInVolume(table);
  const chosen = columns.flatMap(({ name, type, required }) => {
    const value = given[name] ?? (required ? plain[type] : undefined);
    if (value === undefined && required) throw new Error(`${table}.${name}: no value for ${type} in a volume.`);
    return value === undefined ? [] : [{ name: `"${name}"`, value: `(${value})::${type}` }];
  });
  await building(sql, table, () =>
    sql.unsafe(`
    with known as (
      select '${at.toISOString()}'::timestamptz as at, ${rows} as n,
             (select array_agg(id order by slug) from services) as services,
             (select array_agg(id order by slug) from plans) as plans
    )
    insert into ${table} (${chosen.map(({ name }) => name).join(", ")})
    select ${chosen.map(({ value }) => value).join(", ")}
      from known k
     cross join generate_series(1, k.n) as i
     cross join lateral (select lpad(i::text, 6, '0') as no, k.at - (k.n - i) * interval '1 minute' as past,
                                k.services[1 + i % cardinality(k.services)] as service,
                                case when i % 4 > 0 then 'cld_' || i % 4 end as cloud) as r
     cross join lateral (select case when i % 5 = 0 then '${largeCustomer}' else 'cust_' || no end as owner,
                                case when i % 10 = 0 then '${busyMachine}' else 'mach_' || no end as often,
                                case when i % 5 > 0 then no
                                  else lpad((5 + (i - 5) % (5 * cardinality(k.services)))::text, 6, '0') end as few) as s
     where ${fewByCustomer.has(table) ? "i % 5 > 0 or i <= 5 * cardinality(k.services)" : "true"}`),
  );
}

/** What triggers would have entered: of every machine, and of the first 20,000 customers and links. */
async function enterForSearch(sql: postgres.Sql): Promise<void> {
  await building(sql, "search_entries", async () => {
    await sql`
      insert into search_entries (customer_id, kind, id, content)
      select id, 'customer', id, concat_ws(' ', name, identifier, id) from customers where id <= 'cust_020000'
       union all
      select customer_id, 'machine', id, concat_ws(' ', hostname, serial, id, instance_id) from machines
       union all
      select customer_id, 'link', id, concat_ws(' ', id, description, serial) from installation_links where id <= 'link_020000'`;
  });
}

/** Indexes that are built afterwards take a quarter of the time. */
async function building(sql: postgres.Sql, table: string, work: () => Promise<unknown>): Promise<void> {
  await sql`update pg_index set indisready = false, indisvalid = false where indrelid = ${table}::regclass`;
  await work();
  await sql.unsafe(`reindex table ${table}`);
}

/** Values of columns that must be there and mean nothing to a list. */
const plain: Record<string, string> = {
  text: "''",
  integer: "0",
  bigint: "0",
  numeric: "0",
  boolean: "false",
  jsonb: "'{}'",
  bytea: "''",
  uuid: "gen_random_uuid()",
  "timestamp with time zone": "past",
};
