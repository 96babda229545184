// What one of the web processes of a start may take, so that all of them together stay within bounds. Plain JavaScript
// without packages: a start judges by it how many fit, before anything is built.

/** Connections of each pool that the web processes of a start share, and the least and the most that one has. */
const POOLS = { together: 16, least: 4, most: 12 };
/** Of a web process or a worker besides its two pools: limits (2), keys and settings, the pulse, LISTEN. */
const BESIDES = 5;
/** What web processes leave free: a worker's connections, and some for commands, backups and people. */
const FREE = 2 * POOLS.most + BESIDES + 10;
const MIB = 1024 ** 2;
/** The most web processes of a start (SPILLWAY_WEB_PROCESSES). */
export const MOST_WEB_PROCESSES = 64;

/**
 * The share of one web process of so many.
 * - `connections` of each of its two pools: 12, from two processes on a part of 16, at least 4.
 * - `usage`: of these two thirds for those who send usage, a quarter for one of them. A sender has always 24 requests
 *   in flight, however its connections are spread.
 * - `bodies`, bytes: of all together 256 MiB, of one sender 64 MiB; at least one largest request, sent and unpacked.
 * - `files`: Parquet files that are written at once.
 * @param {number} processes
 */
export function webShare(processes) {
  const part = Math.floor(POOLS.together / processes);
  const connections = Math.min(POOLS.most, Math.max(POOLS.least, part));
  const each = Math.floor(connections / 4);
  return {
    connections,
    usage: { each, total: Math.floor((connections * 2) / 3), waiting: 24 - each },
    bodies: { each: Math.max(32, 64 / processes) * MIB, total: Math.max(64, 256 / processes) * MIB },
    files: { each: 1, total: processes === 1 ? 2 : 1, waiting: 2 },
  };
}

/** Connections to the database that a start with so many web processes may open. @param {number} processes */
export const connectionsOf = (processes) => processes * (2 * webShare(processes).connections + BESIDES) + FREE;

/** The most web processes that so many connections are enough for, at least one. @param {number} connections */
export function mostWebProcesses(connections) {
  let most = MOST_WEB_PROCESSES;
  while (most > 1 && connectionsOf(most) > connections) most -= 1;
  return most;
}
