// The database of an installation: the given one, else a PostgreSQL that we start.
import { databaseInUse, prepareGiven } from "../db/postgres/given.mjs";
import { postgresStatus, releasePostgres, startPostgres } from "../db/postgres/server.mjs";
import { Fault, say } from "./say.mjs";

/**
 * Brings the database up. Register `closeDatabase` before: a stop in the middle of the start has to find it.
 * @returns {Promise<{ databaseUrl: string, ownerUrl?: string, inUse: boolean }>} `ownerUrl` is missing where nothing
 *   may be migrated; `inUse`: it holds tables
 */
export async function openDatabase({ dataDir, databaseUrl, ownerUrl }, { quiet = false } = {}) {
  if (databaseUrl) {
    const { fault, inUse } = await prepareGiven({ databaseUrl, ownerUrl });
    if (fault) throw new Fault(fault);
    return { databaseUrl, ownerUrl, inUse };
  }
  if (!quiet && !postgresStatus(dataDir).running) say("Starting PostgreSQL …");
  const server = await startPostgres(dataDir).catch((error) => {
    throw new Fault(error.message);
  });
  return { ...server, inUse: await databaseInUse(server.databaseUrl) };
}

/** Ends our use of it; the last user stops a PostgreSQL that was started here. A given database is left alone. */
export async function closeDatabase({ dataDir, databaseUrl }) {
  if (!databaseUrl) await releasePostgres(dataDir);
}
