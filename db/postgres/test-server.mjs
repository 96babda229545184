// A PostgreSQL for tests: not durable, never an installation's. Tests make databases of their own in it.
import os from "node:os";
import path from "node:path";
import { startPostgres } from "./server.mjs";

/** One server per user and machine for tests run by hand; `npm test` brings its own. */
export function testServerFolder() {
  const user = typeof process.getuid === "function" ? process.getuid() : 0;
  return path.join(os.tmpdir(), user === 0 ? "spillway-dev" : `spillway-dev-${user}`);
}

/** Durability is of no use to a test, and fsync costs more than everything else in one. */
export const TEST_SETTINGS = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/**
 * Starts it or finds it running; it stays up for the next run.
 * @returns the environment that tests read: addresses of superuser (database postgres), owner and application
 */
export async function testServer(folder = testServerFolder()) {
  return testAddresses(await startPostgres(folder, { untilStopped: true, settings: TEST_SETTINGS }));
}

/**
 * Names the addresses as the tests know them.
 * @param {ReturnType<typeof import("./record.mjs").addresses>} addresses
 */
export function testAddresses({ superuserUrl, ownerUrl, databaseUrl }) {
  return {
    SPILLWAY_TEST_SUPERUSER_URL: superuserUrl,
    SPILLWAY_TEST_OWNER_URL: ownerUrl,
    SPILLWAY_TEST_APP_URL: databaseUrl,
  };
}
