import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as runMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

/** Any fixed number: the advisory lock that lets one migrator run at a time. */
const migrationLock = 7_411_001;

/**
 * Brings a database to the newest schema, once, under an advisory lock held on a connection of its own; then sets FORCE
 * and grants.
 * @param ownerUrl login of spillway_owner; @param home the repository's root, where db/migrations and db/rights.sql
 * lie.
 * @throws when an applied migration is unknown to this version (a newer database), or one would be skipped for ever.
 */
export async function migrate(ownerUrl: string, home: string): Promise<{ applied: number }> {
  const lock = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await lock`select pg_advisory_lock(${migrationLock})`;
    const folder = join(home, "db/migrations");
    const known = knownMigrations(home);
    const before = await appliedHashes(sql);
    const unknown = before.filter((hash) => !known.some((migration) => migration.hash === hash));
    if (unknown.length > 0)
      throw new Error(
        "The database was migrated by a newer version of Spillway. Start that version, or restore a backup.",
      );
    await runMigrations(drizzle(sql), { migrationsFolder: folder });
    const after = await appliedHashes(sql);
    const skipped = known.find((migration) => !after.includes(migration.hash));
    if (skipped)
      throw new Error(
        `Migration ${skipped.tag} would be skipped for ever: its journal time is older than the last applied one.`,
      );
    await sql.unsafe(readFileSync(join(home, "db/rights.sql"), "utf8"));
    return { applied: after.length - before.length };
  } finally {
    await sql.end();
    await lock.end();
  }
}

/**
 * The migrations of this version, in order; the hashes that drizzle stores are SHA-256 of the migration's file.
 * @param home the repository's root
 */
export function knownMigrations(home: string): { tag: string; hash: string }[] {
  const folder = join(home, "db/migrations");
  const journal = JSON.parse(readFileSync(join(folder, "meta/_journal.json"), "utf8")) as {
    entries: { tag: string }[];
  };
  return journal.entries.map(({ tag }) => ({
    tag,
    hash: createHash("sha256")
      .update(readFileSync(join(folder, `${tag}.sql`), "utf8"))
      .digest("hex"),
  }));
}

async function appliedHashes(sql: postgres.Sql): Promise<string[]> {
  const [table] = await sql`select to_regclass('drizzle.__drizzle_migrations') as name`;
  if (!table?.name) return [];
  const rows = await sql<{ hash: string }[]>`select hash from drizzle.__drizzle_migrations order by id`;
  return rows.map((row) => row.hash);
}
