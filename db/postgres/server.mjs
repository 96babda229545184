// The launcher: brings up the PostgreSQL of a data directory, and stops it when its last user is done.
import fs from "node:fs";
import path from "node:path";
import { chooseServer, findServers, inspect } from "./binaries.mjs";
import { clusterMajor, freePort, initCluster, livingServer, startCluster, stopCluster } from "./cluster.mjs";
import { lockHolder, processStart, waitForLock } from "./lock.mjs";
import { addresses, newPasswords, readRecord, writeRecord } from "./record.mjs";
import { ensureRoles } from "./roles.mjs";
import { clusterParent, reachablePrograms, serverUser } from "./server-user.mjs";

/**
 * @typedef {import("./binaries.mjs").Server} Server
 * @typedef {import("./record.mjs").Record} PostgresRecord
 * @typedef {ReturnType<typeof addresses> & {
 *   port: number, major: number, kind: Server["kind"], reused: boolean
 * }} Started `reused`: it was running already
 * @typedef {import("./server-user.mjs").User} User
 * @typedef {{ record: PostgresRecord | undefined, cluster: string, user: User | undefined }} Place
 */

/** @param {string} dataDir */
const lockFile = (dataDir) => path.join(dataDir, "postgres.lock");
/** @param {string} dataDir */
const usersFolder = (dataDir) => path.join(dataDir, "postgres-users");

/**
 * Starts the PostgreSQL of `dataDir`, or finds it alive, and enters this process among its users.
 * @param {string} dataDir SPILLWAY_DATA
 * @param {{
 *   embeddedOnly?: boolean, settings?: Record<string, string>, untilStopped?: boolean, samePort?: boolean
 * }} [options] `untilStopped`: not entered among the users, so it runs until `stopPostgres`; `samePort`: on the port of
 *   before or not at all, for processes know it
 * @returns {Promise<Started>} addresses of the three logins, and what was done
 * @throws Error with a sentence for the operator
 */
export async function startPostgres(
  dataDir,
  { embeddedOnly = false, settings = {}, untilStopped = false, samePort = false } = {},
) {
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const release = await waitForLock(lockFile(dataDir), "starting or stopping PostgreSQL");
  try {
    const place = locate(dataDir);
    let record = place.record;
    const existing = clusterMajor(place.cluster);
    if (existing !== undefined && !record) {
      throw new Error(
        `${place.cluster} holds a database, but its passwords (${path.join(dataDir, "postgres.json")}) are gone. ` +
          "Put that file back from a backup. Nothing was changed. (Where the data is of no worth, begin anew: " +
          `remove ${place.cluster}.)`,
      );
    }
    const alive = livingServer(place.cluster);
    if (alive && record) {
      record = { ...record, port: alive.port };
    } else {
      const servers = findServers({ embeddedOnly });
      const copied = record?.programs && inspect(record.programs, record.kind);
      const choice = chooseServer(copied ? [...servers, copied] : servers, existing, record?.binaries);
      if (!choice.server) throw new Error(explain(choice.fault, existing));
      const server = reachablePrograms(choice.server, dataDir, place.user);
      record = await bringUp({ dataDir, place, record, server, chosen: choice.server, settings, samePort });
    }
    if (!record.ready) {
      await ensureRoles(addresses(record).superuserUrl, record.passwords, record.major);
      record.ready = true;
    }
    writeRecord(dataDir, record);
    if (!untilStopped) enter(dataDir);
    return { ...addresses(record), port: record.port, major: record.major, kind: record.kind, reused: Boolean(alive) };
  } finally {
    release();
  }
}

/**
 * Makes the cluster where there is none, and starts its server.
 * @param {{
 *   dataDir: string, place: Place, record: PostgresRecord | undefined, server: Server, chosen: Server,
 *   settings: Record<string, string>, samePort: boolean
 * }} about `server`: the chosen one, or its copy that the server's user can reach
 * @returns {Promise<PostgresRecord>}
 */
async function bringUp({ dataDir, place, record, server, chosen, settings, samePort }) {
  /** @type {PostgresRecord} */
  const next = {
    ...{ port: 0, passwords: newPasswords() },
    ...record,
    ...{ binaries: chosen.folder, programs: server.folder, kind: chosen.kind, major: server.major },
  };
  if (clusterMajor(place.cluster) === undefined) {
    next.passwords = newPasswords();
    next.ready = false;
    writeRecord(dataDir, next);
    initCluster({ server, cluster: place.cluster, user: place.user, password: next.passwords.superuser });
  }
  for (let attempt = 1; ; attempt++) {
    const before = next.port && attempt === 1 ? await freePort(next.port) : undefined;
    if (samePort && before === undefined) throw new Error(`Port ${next.port} is in use by another program.`);
    next.port = before ?? (await freePort(0)) ?? 0;
    try {
      startCluster({ server, cluster: place.cluster, user: place.user, port: next.port, settings });
      return next;
    } catch (error) {
      // Another program may have taken the port since it was found free.
      const taken = error instanceof Error && /could not bind|could not create any TCP/.test(error.message);
      if (attempt === 3 || !taken || samePort) throw error;
    }
  }
}

/**
 * Record, folder and user of the cluster. Root starts an existing cluster as the user that owns it.
 * @param {string} dataDir @returns {Place}
 */
function locate(dataDir) {
  const record = readRecord(dataDir);
  const parent = clusterParent(dataDir, serverUser());
  const cluster = path.join(parent, "cluster");
  let user = serverUser();
  if (user && fs.existsSync(cluster)) {
    const { uid, gid } = fs.statSync(cluster);
    user = { name: user.name, uid, gid };
  }
  return { record, cluster, user };
}

/** The folder of the data. @param {string} dataDir */
export const clusterOf = (dataDir) => locate(dataDir).cluster;

/** @param {string} fault @param {number | undefined} major of the data */
function explain(fault, major) {
  if (major === undefined) return fault;
  return (
    `${fault} Install that version again and start:\n  apt-get install postgresql-${major}\n  npm start\n` +
    "or move the data with pg_upgrade, which needs both versions."
  );
}

/**
 * Whether it runs, without starting it.
 * @param {string} dataDir
 * @returns {{ running: false } | ({ running: true, pid: number } & ReturnType<typeof addresses>)}
 */
export function postgresStatus(dataDir) {
  const record = readRecord(dataDir);
  if (!record) return { running: false };
  const alive = livingServer(locate(dataDir).cluster);
  if (!alive) return { running: false };
  return { running: true, pid: alive.pid, ...addresses({ ...record, port: alive.port }) };
}

/** Enters this process among the users. @param {string} dataDir */
function enter(dataDir) {
  const folder = usersFolder(dataDir);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, String(process.pid)), `${process.pid} ${processStart(process.pid)}\n`);
}

/** Takes this process off the list. @param {string} dataDir @returns how many living users are left */
function leave(dataDir) {
  const folder = usersFolder(dataDir);
  let left = 0;
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    const file = path.join(folder, name);
    if (name !== String(process.pid) && lockHolder(file)) left++;
    else fs.rmSync(file, { force: true });
  }
  return left;
}

/**
 * Ends this process's use. The last user stops the server, whoever started it.
 * @param {string} dataDir @returns whether it was stopped
 */
export async function releasePostgres(dataDir) {
  const release = await waitForLock(lockFile(dataDir), "starting or stopping PostgreSQL");
  try {
    return leave(dataDir) === 0 && stopHere(dataDir);
  } finally {
    release();
  }
}

/** Stops the server whoever uses it. @param {string} dataDir @returns whether it was stopped */
export async function stopPostgres(dataDir) {
  const release = await waitForLock(lockFile(dataDir), "starting or stopping PostgreSQL");
  try {
    return stopHere(dataDir);
  } finally {
    release();
  }
}

/** @param {string} dataDir */
function stopHere(dataDir) {
  const { record, cluster, user } = locate(dataDir);
  if (!record) return true;
  const server = inspect(record.programs) ?? inspect(record.binaries);
  if (!server) throw new Error(`The programs of PostgreSQL are no longer in ${record.programs}.`);
  return stopCluster({ server, cluster, user });
}
