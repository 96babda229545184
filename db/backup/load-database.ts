import { join } from "node:path";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type postgres from "postgres";
import { knownMigrations } from "../run-migrations";
import { checkContainer, readContainer } from "./container";
import { type Manifest, type Part, type Reader, readParts, type Sequence, type Table } from "./parts";
import { BackupRefusal } from "./refusal";
import { ownerConnection, schemas } from "./save-database";

/**
 * Reads a whole backup: its SHA-256, every frame, every part. Needs no database and changes nothing.
 * @throws BackupRefusal for a wrong passphrase, a file that is damaged or truncated, and one of a newer version
 */
export async function verifyBackup(about: { file: string; passphrase: string; home: string }) {
  const { header, sha256 } = await checkContainer(about.file);
  let manifest: Manifest | undefined;
  const counts = await readParts(readContainer(about.file, about.passphrase), {
    manifest: async (found) => {
      refuseNewer(about.home, found, header.version);
      manifest = found;
    },
    part: async ({ rows }) => {
      for await (const _ of rows);
    },
    partEnd: async () => {},
    sequences: async () => {},
  });
  return {
    ...counts,
    version: header.version,
    createdAt: header.createdAt,
    sha256,
    settings: manifest?.settings ?? [],
  };
}

function refuseNewer(home: string, { migrations }: Manifest, version: string): void {
  const known = knownMigrations(home);
  if (migrations.every((hash, at) => known[at]?.hash === hash)) return;
  throw new BackupRefusal(
    `The backup was made by Spillway ${version}, and its database has ${migrations.length} migrations; this version ` +
      `knows ${known.length}, or others. Restore it with that version.`,
  );
}

/**
 * Fills an empty database from a backup, in one transaction: a failure or a kill leaves it empty.
 * @param ownerUrl login of the owner of the database
 * @param takeSecrets stores the secrets of the backup; called once everything is loaded, before the commit
 * @throws BackupRefusal where the database is in use or not empty, and as `verifyBackup`
 */
export async function loadDatabase(about: {
  ownerUrl: string;
  home: string;
  file: string;
  passphrase: string;
  takeSecrets: (secrets: Manifest["secrets"]) => void;
}): Promise<{ parts: number; rows: number }> {
  const { header } = await checkContainer(about.file);
  const sql = ownerConnection(about.ownerUrl);
  try {
    return await sql.begin(async (tx) => {
      await refuseInUse(tx);
      let secrets: Manifest["secrets"] | undefined;
      let seal: (() => Promise<void>) | undefined;
      const reader: Reader = {
        manifest: async (manifest) => {
          refuseNewer(about.home, manifest, header.version);
          secrets = manifest.secrets;
          await makeTables(tx, about.home, manifest);
          seal = await openForRows(tx);
        },
        part: (part) => loadRows(tx, part),
        partEnd: (table, rows) => expectRows(tx, table, rows),
        sequences: (sequences) => setSequences(tx, sequences),
      };
      const counts = await readParts(readContainer(about.file, about.passphrase), reader);
      await seal?.();
      if (secrets) about.takeSecrets(secrets);
      return counts;
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** One restore at a time, into a database that holds nothing and that nobody else is connected to. */
async function refuseInUse(tx: postgres.TransactionSql): Promise<void> {
  await tx`select pg_advisory_xact_lock(7411003)`;
  const [found] = await tx<{ tables: number }[]>`
    select count(*)::int as tables from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ${tx(schemas)} and c.relkind in ('r', 'p')`;
  if (found?.tables !== 0)
    throw new BackupRefusal(
      "The database is not empty. A backup is restored into an empty one: nothing is overwritten.",
    );
  let others = await otherConnections(tx);
  // A connection that was just closed takes a moment to leave the list.
  for (let attempt = 0; others > 0 && attempt < 10; attempt++) {
    await tx`select pg_sleep(0.1), pg_stat_clear_snapshot()`;
    others = await otherConnections(tx);
  }
  if (others > 0)
    throw new BackupRefusal(
      `The database is in use: ${others} other connections are open. Stop what uses it, then restore.`,
    );
}

/** PostgreSQL's own processes belong to no user; their kind is hidden from an ordinary login. */
async function otherConnections(tx: postgres.TransactionSql): Promise<number> {
  const [found] = await tx<{ n: number }[]>`
    select count(*)::int as n from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and usesysid is not null`;
  return found?.n ?? 0;
}

/** The tables as the backup's migrations made them, and the partitions that came while the installation ran. */
async function makeTables(
  tx: postgres.TransactionSql,
  home: string,
  { migrations, partitions }: Manifest,
): Promise<void> {
  const files = readMigrationFiles({ migrationsFolder: join(home, "db/migrations") });
  for (const { sql } of files.slice(0, migrations.length)) for (const statement of sql) await tx.unsafe(statement);
  // drizzle's own table, which it makes before its first migration.
  await tx.unsafe("create schema if not exists drizzle");
  await tx.unsafe(
    "create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)",
  );
  for (const { name, parent, bound } of partitions) {
    const [there] = await tx`select to_regclass(${name}) is not null as found`;
    if (there?.found) continue;
    await tx.unsafe(`create table ${name} partition of ${parent} ${bound}`);
    await tx`select spillway_protect_partition(${name}::regclass)`;
  }
}

/**
 * Takes away what would refuse or change rows on their way in: foreign keys, triggers, row-level security's FORCE, rows
 * that migrations put in. @returns puts the rest back; the foreign keys are checked then
 */
async function openForRows(tx: postgres.TransactionSql): Promise<() => Promise<void>> {
  const tables = await tx<{ name: string; forced: boolean; whole: boolean }[]>`
    select format('%I.%I', n.nspname, c.relname) as name, c.relforcerowsecurity as forced, not c.relispartition as whole
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ${tx(schemas)} and c.relkind in ('r', 'p') order by 1`;
  const keys = await tx<{ name: string; table: string; definition: string }[]>`
    select quote_ident(k.conname) as name, format('%I.%I', n.nspname, c.relname) as table,
           pg_get_constraintdef(k.oid) as definition
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ${tx(schemas)} and k.contype = 'f' and k.conparentid = 0 order by 2, 1`;
  for (const { table, name } of keys) await tx.unsafe(`alter table ${table} drop constraint ${name}`);
  for (const { name } of tables) {
    await tx.unsafe(`alter table ${name} disable trigger user`);
    await tx.unsafe(`alter table ${name} no force row level security`);
  }
  await tx.unsafe(
    `truncate ${tables
      .filter(({ whole }) => whole)
      .map(({ name }) => name)
      .join(", ")}`,
  );
  return async () => {
    for (const { table, name, definition } of keys)
      await tx.unsafe(`alter table ${table} add constraint ${name} ${definition}`);
    for (const { name, forced } of tables) {
      await tx.unsafe(`alter table ${name} enable trigger user`);
      if (forced) await tx.unsafe(`alter table ${name} force row level security`);
    }
  };
}

async function loadRows(tx: postgres.TransactionSql, { table, columns, rows }: Part): Promise<void> {
  const stream = await tx.unsafe(`copy ${table} (${columns.join(", ")}) from stdin`).writable();
  // An error of the server closes the stream; what follows in the transaction then says that it has failed.
  let fault: Error | undefined;
  stream.on("error", (error) => {
    fault = error;
  });
  for await (const chunk of rows) {
    if (fault) throw fault;
    await new Promise<void>((resolve) => stream.write(chunk, () => resolve()));
  }
  if (fault) throw fault;
  stream.end();
}

async function expectRows(tx: postgres.TransactionSql, { table }: Table, rows: number): Promise<void> {
  const [found] = await tx.unsafe(`select count(*)::int as n from only ${table}`);
  if (found?.n !== rows) throw new Error(`${table} holds ${found?.n} rows after ${rows} were loaded.`);
}

async function setSequences(tx: postgres.TransactionSql, sequences: Sequence[]): Promise<void> {
  for (const { name, lastValue, isCalled } of sequences)
    await tx`select setval(${name}::regclass, ${lastValue}::bigint, ${isCalled})`;
}
