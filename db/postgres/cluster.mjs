// One PostgreSQL cluster on disk: made, started, found alive, stopped.
import fs from "node:fs";
import net from "node:net";
import { availableParallelism } from "node:os";
import path from "node:path";
import { isAlive } from "./lock.mjs";
import { runAs } from "./server-user.mjs";

/**
 * @typedef {import("./binaries.mjs").Server} Server
 * @typedef {import("./server-user.mjs").User} User
 */

/** The major version that made the data, or undefined where there is none. @param {string} cluster */
export function clusterMajor(cluster) {
  try {
    return Number.parseInt(fs.readFileSync(path.join(cluster, "PG_VERSION"), "utf8"), 10);
  } catch {
    return undefined;
  }
}

/** Reads postmaster.pid: number, data directory and port of the server that wrote it. @param {string} text */
export function parsePidFile(text) {
  const [pid, folder, , port] = text.split("\n");
  return { pid: Number(pid), folder, port: Number(port) };
}

/**
 * The living server of this cluster, or undefined. A pid file left by a crash, whose number another program now has,
 * is recognised by that program's working directory: PostgreSQL's is its data directory.
 * @param {string} cluster
 */
export function livingServer(cluster) {
  let found;
  try {
    found = parsePidFile(fs.readFileSync(path.join(cluster, "postmaster.pid"), "utf8"));
  } catch {
    return undefined;
  }
  if (!isAlive(found.pid)) return undefined;
  try {
    if (fs.realpathSync(`/proc/${found.pid}/cwd`) !== fs.realpathSync(cluster)) return undefined;
  } catch {
    // No /proc, or another user's process: believe the pid file.
  }
  return found;
}

/**
 * Makes the cluster next to its final place and moves it there when it is whole, so that a kill in between leaves
 * nothing that looks like data. Collation C: the same order on every machine and with every build of PostgreSQL.
 * @param {{ server: Server, cluster: string, user: User | undefined, password: string }} about
 */
export function initCluster({ server, cluster, user, password }) {
  const fresh = `${cluster}.new`;
  const passwordFile = path.join(path.dirname(cluster), "initdb-password");
  fs.rmSync(fresh, { recursive: true, force: true });
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) fs.chownSync(passwordFile, user.uid, user.gid);
  try {
    const made = runAs(user, path.join(server.folder, "initdb"), [
      ...["-D", fresh, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", passwordFile],
      ...["--encoding", "UTF8", "--locale", "C"],
    ]);
    if (made.status !== 0) throw new Error(`initdb failed: ${(made.stderr || made.error?.message || "").trim()}`);
    fs.renameSync(fresh, cluster);
  } finally {
    fs.rmSync(passwordFile, { force: true });
  }
}

/**
 * Whether a port can be listened on; 0 asks for any.
 * @param {number} port @returns {Promise<number | undefined>} the port, or undefined where it is taken
 */
export function freePort(port, host = "127.0.0.1") {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(undefined));
    probe.listen({ port, host, exclusive: true }, () => {
      const { port: chosen } = /** @type {import("node:net").AddressInfo} */ (probe.address());
      probe.close(() => resolve(chosen));
    });
  });
}

/** Connections for a web process on each core (server/web-share.mjs), and for several workers and commands. */
const connectionsHere = () => Math.max(200, 100 + 16 * availableParallelism());

/**
 * Starts the server on loopback and waits until it answers.
 * @param {{
 *   server: Server, cluster: string, user: User | undefined, port: number, settings?: Record<string, string>
 * }} about
 * @throws Error with the end of its log
 */
export function startCluster({ server, cluster, user, port, settings = {} }) {
  const log = path.join(path.dirname(cluster), "server.log");
  fs.appendFileSync(log, "");
  if (user) fs.chownSync(log, user.uid, user.gid);
  if (!livingServer(cluster)) fs.rmSync(path.join(cluster, "postmaster.pid"), { force: true });
  // No socket file: its path would have to be short, and everything connects by password over loopback.
  const own = { listen_addresses: "127.0.0.1", unix_socket_directories: "", max_connections: connectionsHere() };
  const all = { ...own, ...settings };
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
  const started = runAs(
    user,
    path.join(server.folder, "pg_ctl"),
    ["start", "-w", "-t", "60", "-s", "-D", cluster, "-l", log, "-o", `-p ${port} ${flags.join(" ")}`],
    { stdio: "ignore" },
  );
  if (started.status !== 0) {
    const tail = fs.readFileSync(log, "utf8").trim().split("\n").slice(-6).join("\n  ");
    throw new Error(`PostgreSQL did not start. The end of ${log}:\n  ${tail}`);
  }
}

/**
 * Stops the server and waits for it.
 * @param {{ server: Server, cluster: string, user: User | undefined }} about @returns whether it has ended
 */
export function stopCluster({ server, cluster, user }) {
  if (!livingServer(cluster)) return true;
  const args = ["stop", "-w", "-s", "-D", cluster];
  const program = path.join(server.folder, "pg_ctl");
  const stopped = runAs(user, program, [...args, "-m", "fast", "-t", "30"], { stdio: "ignore" });
  if (stopped.status === 0) return true;
  return runAs(user, program, [...args, "-m", "immediate", "-t", "10"], { stdio: "ignore" }).status === 0;
}
