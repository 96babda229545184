// The web of an installation: how many processes, and the program that runs them.
import { availableParallelism } from "node:os";
import path from "node:path";
import { connectionsFor } from "../db/postgres/given.mjs";
import { connectionsOf, MOST_WEB_PROCESSES, mostWebProcesses } from "../server/web-share.mjs";
import { Fault } from "./output.mjs";
import { ROOT } from "./settings.mjs";

/** The Next command of a clone. */
export const nextProgram = (root = ROOT) => path.join(root, "node_modules/next/dist/bin/next");

/**
 * How many web processes a start runs: the given number, else one for each core, as many as the database has
 * connections for.
 * @param {number | undefined} given SPILLWAY_WEB_PROCESSES
 * @param {number} connections that the database has for this installation
 * @throws Fault where more are given than it has connections for
 */
export function webProcessesFor(given, connections, cores = availableParallelism()) {
  const most = mostWebProcesses(connections);
  if (given !== undefined && given > most)
    throw new Fault(
      `SPILLWAY_WEB_PROCESSES ${given} may open ${connectionsOf(given)} connections to the database, which has ${connections} for them. Set ${most}, or raise max_connections of PostgreSQL.`,
    );
  return given ?? Math.min(cores, most, MOST_WEB_PROCESSES);
}

/**
 * The same for the database of this address.
 * @param {Pick<import("./settings.mjs").Installation, "webProcesses">} installation @param {string} databaseUrl
 */
export const decideWebProcesses = async ({ webProcesses }, databaseUrl) =>
  webProcessesFor(webProcesses, await connectionsFor(databaseUrl));

/**
 * The program of so many web processes on an address, with its arguments. One is Next itself.
 * @param {number} count @param {{ host: string, port: number }} address
 * @returns {[file: string, args: string[]]}
 */
export function webProgram(count, { host, port }, root = ROOT) {
  const next = nextProgram(root);
  const args = ["start", "-H", host, "-p", String(port)];
  return count === 1 ? [next, args] : [path.join(root, "scripts/web-processes.mjs"), [String(count), next, ...args]];
}
