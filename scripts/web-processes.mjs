// Several web processes on one port. This process opens the port, from which each of them takes connections by itself,
// and starts those again that end. It holds nothing else: no request, no connection to the database. It sends all of
// them when one was started again within the last hour; they show it (server/workflow/show-web.ts).
import cluster from "node:cluster";
import { pathToFileURL } from "node:url";
import { print } from "./output.mjs";

/** The pause before the first new start of a process, doubled at each one within a minute, and the longest. */
const PAUSE_MS = { first: 500, longest: 15_000 };
const STEADY_MS = 60_000;
/** So long a restart is known. */
const KNOWN_MS = 3_600_000;

/**
 * Runs so many processes of a program that listens, from now on. This process ends with theirs: after a signal when
 * the last one has answered what it had in flight; else when the first one never listens, or none is left.
 * @param {number} count @param {string} program @param {string[]} args
 */
export function runWebProcesses(count, program, args) {
  // The other way, this process handing connections out, loses those that are on their way to one that is killed: Node
  // neither takes them back nor closes them, and their clients wait for ever.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.setupPrimary({ exec: program, args, execArgv: [] });
  /** @type {Set<import("node:cluster").Worker>} */
  const running = new Set();
  /** Times of restarts. @type {number[]} */
  let restarts = [];
  let opened = false;
  let stopping = false;
  /** One that ends meanwhile is not reached. @param {import("node:cluster").Worker} worker */
  const sendRestarts = (worker) => worker.send({ restarts }, undefined, undefined, () => undefined);
  cluster.on("listening", (worker) => {
    opened = true;
    if (restarts.length > 0) sendRestarts(worker);
  });

  const begin = (pauseMs = PAUSE_MS.first) => {
    const begunAt = performance.now();
    const worker = cluster.fork();
    running.add(worker);
    worker.once("exit", (code, signal) => {
      running.delete(worker);
      if (stopping ? running.size === 0 : !opened || running.size === 0) process.exit(stopping ? 0 : code || 1);
      if (stopping) return;
      const isSteady = performance.now() - begunAt > STEADY_MS;
      const pause = isSteady ? PAUSE_MS.first : pauseMs;
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
      print(
        `Web process ${worker.process.pid} ${how}; ${running.size} go on, it is started again in ${pause / 1000} s.`,
      );
      setTimeout(() => stopping || again(Math.min(pause * 2, PAUSE_MS.longest)), pause);
    });
  };
  /** @param {number} pauseMs */
  const again = (pauseMs) => {
    restarts = [...restarts.filter((at) => at > Date.now() - KNOWN_MS), Date.now()];
    running.forEach(sendRestarts);
    begin(pauseMs);
  };
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGINT"])) {
    process.on(signal, () => {
      stopping = true;
      for (const { process: child } of running) child.kill(signal);
    });
  }
  for (let n = 0; n < count; n++) begin();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [count, program, ...args] = process.argv.slice(2);
  if (!program) throw new Error("Usage: web-processes.mjs COUNT PROGRAM [ARGUMENT …]");
  runWebProcesses(Number(count), program, args);
}
