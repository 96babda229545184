import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { type Database, openDatabase } from "./index";
import { migrate } from "./run-migrations";

/**
 * A database of its own for one test file, made from a migrated template in a blink. Needs SPILLWAY_TEST_SUPERUSER_URL
 * (set by `npm test`). Also sets DATABASE_URL of this process, so that `database()` opens it. Call `drop` when done.
 */
export async function makeTestDatabase(): Promise<{
  db: Database;
  url: string;
  ownerUrl: string;
  drop(): Promise<void>;
}> {
  const superuserUrl = process.env.SPILLWAY_TEST_SUPERUSER_URL;
  if (!superuserUrl)
    throw new Error("SPILLWAY_TEST_SUPERUSER_URL is missing: run integration tests with `npm test -- integration`.");
  const admin = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  const name = `test_${randomBytes(6).toString("hex")}`;
  try {
    const template = await ensureTemplate(admin, superuserUrl);
    await admin.unsafe(`create database ${name} template ${template} owner spillway_owner`);
  } finally {
    await admin.end();
  }
  const url = inDatabase("SPILLWAY_TEST_APP_URL", name);
  const ownerUrl = inDatabase("SPILLWAY_TEST_OWNER_URL", name);
  Object.assign(process.env, testEnvironment, { DATABASE_URL: url });
  const db = openDatabase(url, { connections: 8 });
  (globalThis as { spillwayDatabase?: Database }).spillwayDatabase = db;
  return {
    db,
    url,
    ownerUrl,
    drop: async () => {
      await db.end();
      const again = postgres(superuserUrl, { max: 1, onnotice: () => {} });
      await again.unsafe(`drop database if exists ${name} with (force)`);
      await again.end();
    },
  };
}

/** The login of that variable, in another database of the test server (scripts/test-database.mjs sets them). */
function inDatabase(variable: string, name: string): string {
  const url = new URL(process.env[variable] ?? "");
  url.pathname = `/${name}`;
  return url.toString();
}

async function ensureTemplate(admin: postgres.Sql, superuserUrl: string): Promise<string> {
  const home = process.cwd();
  const folder = join(home, "db/migrations");
  const hash = createHash("sha256").update(readFileSync(join(home, "db/rights.sql")));
  for (const file of readdirSync(folder)
    .filter((entry) => entry.endsWith(".sql"))
    .sort())
    hash.update(readFileSync(join(folder, file)));
  const template = `template_${hash.digest("hex").slice(0, 16)}`;
  await admin`select pg_advisory_lock(7411002)`;
  try {
    const [found] = await admin`select 1 from pg_database where datname = ${template} and datistemplate`;
    if (found) return template;
    await admin.unsafe(`drop database if exists ${template} with (force)`);
    await admin.unsafe(`create database ${template} owner spillway_owner`);
    const owner = new URL(superuserUrl);
    owner.pathname = `/${template}`;
    const inside = postgres(owner.toString(), { max: 1, onnotice: () => {} });
    await inside.unsafe("alter schema public owner to spillway_owner");
    await inside.end();
    await migrate(inDatabase("SPILLWAY_TEST_OWNER_URL", template), home);
    await admin.unsafe(`alter database ${template} is_template true`);
  } finally {
    await admin`select pg_advisory_unlock(7411002)`;
  }
  return template;
}

/** What env.ts asks for, for tests: nothing secret, nothing of an installation. */
const testEnvironment = {
  SPILLWAY_KEYS: `test:${Buffer.alloc(32, 7).toString("base64")}`,
  NEXTAUTH_URL: "http://127.0.0.1:3000",
  NEXTAUTH_SECRET: "for-tests-only-for-tests-only-for-tests",
  CRON_SECRET: "for-tests-only-for-tests",
};
