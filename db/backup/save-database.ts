import postgres from "postgres";
import { knownMigrations } from "../run-migrations";
import { writeContainer } from "./container";
import { type Part, type Secrets, type Sequence, type Table, writeParts } from "./parts";
import { BackupRefusal } from "./refusal";

/** As text that PostgreSQL of any version and any settings reads alike. */
const stable = { TimeZone: "UTC", DateStyle: "ISO, YMD", IntervalStyle: "postgres", extra_float_digits: 3 };

/** The owner's connection; a backup takes as long as it takes. */
export const ownerConnection = (ownerUrl: string) =>
  postgres(ownerUrl, {
    max: 1,
    onnotice: () => {},
    connection: {
      ...stable,
      application_name: "spillway backup",
      statement_timeout: 0,
      idle_in_transaction_session_timeout: 0,
      search_path: "public",
    },
  });

/** The schemas of an installation: its own, and drizzle's with the list of migrations. */
export const schemas = ["public", "drizzle"];

/**
 * Writes every table of the installation, as it stands at one instant, and its secrets into one encrypted file, while
 * the installation runs. Nothing is locked against reading or writing.
 * @param ownerUrl login of the owner, who sees every row
 * @throws BackupRefusal where the file exists, the database holds no installation or a newer one, or row-level security
 *   would hide rows from this login
 */
export async function saveDatabase(about: {
  ownerUrl: string;
  home: string;
  file: string;
  passphrase: string;
  version: string;
  now: Date;
  secrets: Secrets;
  settings: string[];
}) {
  const sql = ownerConnection(about.ownerUrl);
  try {
    return await sql.begin("isolation level repeatable read read only", async (tx) => {
      const migrations = await migrationsOf(tx, about.home);
      await refuseHiddenRows(tx);
      const tables = await tablesOf(tx);
      const partitions = await partitionsOf(tx);
      const header = { version: about.version, migrations: migrations.length, createdAt: about.now.toISOString() };
      const manifest = { secrets: about.secrets, migrations, partitions, settings: about.settings };
      const parts = async function* (): AsyncGenerator<Part> {
        for (const table of tables) yield { ...table, rows: rowsOf(tx, table) };
      };
      const content = writeParts(manifest, parts(), () => sequencesOf(tx));
      const written = await writeContainer(about.file, header, about.passphrase, content);
      return { ...written, tables: tables.length, migrations: migrations.length };
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function migrationsOf(tx: postgres.TransactionSql, home: string): Promise<string[]> {
  const [there] = await tx`select to_regclass('drizzle.__drizzle_migrations') as name`;
  if (!there?.name) throw new BackupRefusal("The database holds no installation: there is nothing to back up.");
  const rows = await tx<{ hash: string }[]>`select hash from drizzle.__drizzle_migrations order by id`;
  const known = knownMigrations(home).map(({ hash }) => hash);
  if (rows.some(({ hash }) => !known.includes(hash)))
    throw new BackupRefusal("The database belongs to a newer version of Spillway. Back it up with that version.");
  return rows.map(({ hash }) => hash);
}

/**
 * Row-level security leaves rows out without an error: a table on which it binds this login is read only where one of
 * the login's policies lets every row through and no other takes some away.
 */
async function refuseHiddenRows(tx: postgres.TransactionSql): Promise<void> {
  const hidden = await tx<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c
     where c.relnamespace in (select oid from pg_namespace where nspname in ${tx(schemas)})
       and c.relkind in ('r', 'p') and row_security_active(c.oid)
       and (not exists (
             select from pg_policy p, unnest(p.polroles) as member
              where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('*', 'r')
                and pg_get_expr(p.polqual, p.polrelid) = 'true'
                and (member = 0 or pg_has_role(member, 'USAGE')))
           or exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive))`;
  if (hidden.length === 0) return;
  const names = hidden.map(({ name }) => name).join(", ");
  throw new BackupRefusal(
    `The login of the owner does not see every row of ${names}. Run: GRANT spillway_provider TO that login.`,
  );
}

/** Every table with rows of its own, partitions among them; generated columns are worked out again. */
async function tablesOf(tx: postgres.TransactionSql): Promise<Table[]> {
  return tx<Table[]>`
    select format('%I.%I', n.nspname, c.relname) as table, array_agg(quote_ident(a.attname) order by a.attnum) as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
     where n.nspname in ${tx(schemas)} and c.relkind = 'r'
       and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     group by 1 order by 1`;
}

async function partitionsOf(tx: postgres.TransactionSql) {
  return tx<{ name: string; parent: string; bound: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name, format('%I.%I', pn.nspname, p.relname) as parent,
           pg_get_expr(c.relpartbound, c.oid) as bound
      from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_class p on p.oid = i.inhparent join pg_namespace pn on pn.oid = p.relnamespace
     where n.nspname in ${tx(schemas)} and c.relispartition and c.relkind = 'r' order by 1`;
}

/** The rows of a table in COPY's text form. */
async function* rowsOf(tx: postgres.TransactionSql, { table, columns }: Table): AsyncGenerator<Buffer> {
  const stream = await tx.unsafe(`copy (select ${columns.join(", ")} from only ${table}) to stdout`).readable();
  yield* stream;
  // The driver pauses its socket on a full buffer, and does not go on where the last row was what filled it.
  stream._read(0);
}

async function sequencesOf(tx: postgres.TransactionSql): Promise<Sequence[]> {
  const names = await tx<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ${tx(schemas)} and c.relkind = 'S' order by 1`;
  const found: Sequence[] = [];
  for (const { name } of names) {
    const [row] = await tx.unsafe(`select last_value::text as "lastValue", is_called as "isCalled" from ${name}`);
    found.push({ name, lastValue: row?.lastValue, isCalled: row?.isCalled });
  }
  return found;
}
