// The database of an installation: the given one, else a PostgreSQL that we start.
import { databaseInUse, prepareGiven } from "../db/postgres/given.mjs";
import { postgresStatus, releasePostgres, startPostgres } from "../db/postgres/server.mjs";
import { Fault, messageOf, print } from "./output.mjs";

/**
 * @typedef {{ databaseUrl: string, ownerUrl?: string | undefined, inUse: boolean }} Database `ownerUrl` is missing
 *   where nothing may be migrated; `inUse`: it holds tables
 * @typedef {import("./settings.mjs").Installation} Installation
 */

/**
 * Brings the database up. Register `closeDatabase` before: a stop in the middle of the start has to find it.
 * @param {Pick<Installation, "dataDir" | "databaseUrl" | "ownerUrl">} installation
 * @param {{ quiet?: boolean }} [options]
 * @returns {Promise<Database>}
 */
export async function openDatabase({ dataDir, databaseUrl, ownerUrl }, { quiet = false } = {}) {
  if (databaseUrl) {
    const { fault, inUse } = await prepareGiven({ databaseUrl, ownerUrl });
    if (fault) throw new Fault(fault);
    return { databaseUrl, ownerUrl, inUse };
  }
  if (!quiet && !postgresStatus(dataDir).running) print("Starting PostgreSQL …");
  const server = await startPostgres(dataDir).catch((error) => {
    throw new Fault(messageOf(error));
  });
  return { ...server, inUse: await databaseInUse(server.databaseUrl) };
}

/**
 * The database as it is found: nothing is started, made or migrated. There is nothing to close.
 * @param {Pick<Installation, "dataDir" | "databaseUrl">} installation @returns {Promise<Database>}
 * @throws Fault where it does not run
 */
export async function lookAtDatabase({ dataDir, databaseUrl }) {
  if (databaseUrl) return openDatabase({ dataDir, databaseUrl, ownerUrl: undefined });
  const status = postgresStatus(dataDir);
  if (!status.running) throw new Fault("PostgreSQL of this installation does not run. Start Spillway: npm start");
  return { databaseUrl: status.databaseUrl, inUse: await databaseInUse(status.databaseUrl) };
}

/**
 * Ends this process's use of it; the last user stops a PostgreSQL that was started here. A given one is left alone.
 * @param {Installation} installation
 */
export async function closeDatabase({ dataDir, databaseUrl }) {
  if (!databaseUrl) await releasePostgres(dataDir);
}
